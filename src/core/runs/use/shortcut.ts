import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import { independentGroups, togetherOf } from '../../evaluation/accuracy-interval.ts';
import { shortcutShares } from '../../evaluation/shortcut-shares.ts';
import type { Studio } from '../../open-studio.ts';
import { getRun } from '../../store/runs.ts';
import { intervalDraws } from '../../training/seeded-random.ts';
import type { CoveredWay, ShortcutTest } from '../../../shared/stress.ts';
import { keepFinding } from '../results/findings.ts';
import { askDisturbed, disturbedAnswers, type DisturbedWork } from './disturbed-answers.ts';
import { finishedModel } from './finished-model.ts';

/**
 * What of a run's answers hangs on the object and what on its surroundings: with its heat map's place covered, with as much covered elsewhere, and
 * from the border alone. Kept with the run.
 * @throws StudioError as `disturbedAnswers`
 */
export async function shortcutTest(studio: Studio, runId: number, work: DisturbedWork = {}): Promise<ShortcutTest> {
  const ways = ['plain', 'object-covered', 'elsewhere-covered', 'border-alone'] as const;
  const { classes, images, of, predicted } = await disturbedAnswers(studio, runId, ways.map((kind) => ({ kind })), work);
  const [plain, objectCovered, elsewhereCovered, borderAlone] = predicted as [readonly number[], readonly number[], readonly number[], readonly number[]];
  const rightWithout = (row: number): number => Number(objectCovered[row] === images[row]!.label) + Number(borderAlone[row] === images[row]!.label);
  const pictures = [...images.keys()]
    .filter((row) => rightWithout(row) > 0)
    .toSorted((a, b) => rightWithout(b) - rightWithout(a) || a - b)
    .map((row) => {
      const { id, path, label } = images[row]!;
      return { image: id, file: path, label: classes[label]!, objectCovered: classes[objectCovered[row]!]!, borderAlone: classes[borderAlone[row]!]! };
    });
  const together = togetherOf(images, intervalDraws);
  const shares = shortcutShares(images.map(({ label }) => label), { plain, objectCovered, elsewhereCovered, borderAlone }, together);
  const test: ShortcutTest = { run: runId, images: images.length, of, independentGroups: independentGroups(together), ...shares, pictures };
  await keepFinding(studio, runId, 'shortcut', test);
  return test;
}

/** A picture as the shortcut test gave it to the network: WebP, as large as the network sees; null where its file is not what the run saw any more. */
export interface CoveredPicture {
  readonly image: number;
  readonly picture: Uint8Array | null;
}

/** `coveredByWays` of one way. */
export const coveredPictures = async (studio: Studio, runId: number, images: readonly number[], way: CoveredWay, work: DisturbedWork = {}): Promise<CoveredPicture[]> =>
  (await coveredByWays(studio, runId, images, [way], work))[0]!;

/**
 * Validation pictures of a run with what the shortcut test covers covered, of each way all of them, by the test's own work. Nothing is kept.
 * @param images of the run's validation; others are left out
 * @throws StudioError as `finishedModel`, `askDisturbed`
 */
export async function coveredByWays(studio: Studio, runId: number, images: readonly number[], ways: readonly CoveredWay[], work: DisturbedWork = {}): Promise<CoveredPicture[][]> {
  const run = getRun(studio.db, runId);
  const { folder } = await finishedModel(studio, run.id);
  const wanted = new Set(images);
  const asked = datasetOfRun(studio.db, run).images.filter(({ id, split }) => split === 'val' && wanted.has(id));
  if (asked.length === 0) return ways.map(() => []);
  const { shown } = await askDisturbed(folder, asked, ways.map((kind) => ({ kind })), work, true);
  return shown.map((row) => asked.map(({ id }, at) => ({ image: id, picture: row[at]! })));
}
