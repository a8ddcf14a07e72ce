import { topK } from '../evaluation/top-k.ts';
import type { TrainingImage, WatchedPicture } from '../../shared/trainer-protocol.ts';

/** Pictures a person can follow with the eye at once. */
export const watchedCount = 8;
const barsShown = 3;

/** One validation picture of each class in turn, until there are `watchedCount`; the same ones in every epoch. @returns their ids */
export function pickWatched(validation: readonly Pick<TrainingImage, 'id' | 'label'>[]): ReadonlySet<number> {
  const byLabel = Map.groupBy(validation, ({ label }) => label);
  const rows = [...byLabel.entries()].sort(([a], [b]) => a - b).map(([, images]) => images);
  const longest = Math.max(0, ...rows.map(({ length }) => length));
  const picked: number[] = [];
  for (let turn = 0; turn < longest && picked.length < watchedCount; turn++) {
    const images = rows.flatMap((row) => row[turn] ?? []);
    picked.push(...images.slice(0, watchedCount - picked.length).map(({ id }) => id));
  }
  return new Set(picked);
}

/** The likeliest classes of row `row` of [n, classes], the given label always among them. */
export function watchedPicture(
  { id, label }: Pick<TrainingImage, 'id' | 'label'>,
  probabilities: ArrayLike<number>,
  classes: number,
  row: number,
): WatchedPicture {
  const likeliest = topK(probabilities, classes, row, classes);
  const bars = likeliest.slice(0, barsShown);
  if (!bars.some(({ index }) => index === label)) bars[bars.length - 1] = likeliest.find(({ index }) => index === label)!;
  return { imageId: id, label, bars: bars.map(({ index, probability }) => ({ label: index, probability })) };
}
