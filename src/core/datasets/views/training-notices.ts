import type { SaidValues } from '../../../shared/said.ts';
import type { PlanNotice } from '../../../shared/contract/plan-view.ts';
import type { DatasetImage, DatasetState } from '../version/dataset-state.ts';
import { leftOutFolders } from '../known/left-out-folders.ts';
import { picturesWith } from './picture-problems.ts';

const namedReasons = 3;
const namedFolders = 3;

/** What of its folder training does not see, or sees badly: at most one notice a kind, said where training starts. */
export function trainingNotices(state: DatasetState): PlanNotice[] {
  const { images } = state;
  const bad = picturesWith(state, 'unreadable');
  const unlabelled = images.filter((image) => image.file.problem === null && image.label === null && !image.isExcluded);
  const folders = leftOutFolders(state);
  const dim = picturesWith(state, 'dim').filter((image) => image.label !== null);
  const found: PlanNotice[] = [
    { about: 'files-left-out', count: bad.length, of: images.length, reasons: reasonsOf(bad) },
    { about: 'without-label', count: unlabelled.length, example: unlabelled[0]?.file.path ?? '' },
    { about: 'folders-left-out', count: folders.length, folders: folders.slice(0, namedFolders) },
    { about: 'dim-pictures', count: dim.length, of: images.length - bad.length },
  ];
  return found.filter((notice) => 'count' in notice && notice.count > 0);
}

/** Reasons without their particulars, which stand behind a comma, a colon or in brackets; as data those of the first of each. */
function reasonsOf(bad: readonly DatasetImage[]): { reason: string; values: SaidValues | null; count: number }[] {
  const groups = Map.groupBy(bad, ({ file }) => file.problem!.split(/[,:(]/, 1)[0]!.trim());
  const counts = [...groups].map(([reason, all]) => ({ reason, values: all[0]!.file.problemValues, count: all.length }));
  return counts.toSorted((a, b) => b.count - a.count).slice(0, namedReasons);
}
