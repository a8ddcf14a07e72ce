import { shortcutShares } from '../../evaluation/shortcut-shares.ts';
import type { Studio } from '../../open-studio.ts';
import type { ShortcutTest } from '../../../shared/stress.ts';
import { keepFinding } from '../results/findings.ts';
import { disturbedAnswers, type DisturbedWork } from './disturbed-answers.ts';

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
  const shares = shortcutShares(images.map(({ label }) => label), { plain, objectCovered, elsewhereCovered, borderAlone });
  const test: ShortcutTest = { run: runId, images: images.length, of, ...shares, pictures };
  await keepFinding(studio, runId, 'shortcut', test);
  return test;
}
