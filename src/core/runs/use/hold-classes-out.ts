import type { FamiliarityReport, ToldApart } from '../../../shared/familiarity.ts';
import { datasetOfRun } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { independentGroups, someTogether, togetherOf, type TogetherKeys } from '../../evaluation/accuracy-interval.ts';
import { areaInterval, areaUnderCurve, familiarityRule } from '../../evaluation/detection.ts';
import { familiarOf } from '../../evaluation/familiar-of.ts';
import { heldOutScores } from '../../evaluation/familiarity.ts';
import { squaredDistances } from '../../evaluation/squared-distances.ts';
import { withLease } from '../../files/lease.ts';
import type { Studio } from '../../open-studio.ts';
import { getRun } from '../../store/runs.ts';
import { keepFinding } from '../results/findings.ts';
import { loadModelCard } from '../../training/model-folder.ts';
import { intervalDraws } from '../../training/seeded-random.ts';
import { loadFamiliarity } from '../../weights/familiarity-file.ts';
import { finishedModel } from './finished-model.ts';
import { noIndex } from './familiarity.ts';
import { knownTogether } from './known-together.ts';
import type { FeatureWork } from './picture-features.ts';
import { extractFeatures } from './predict.ts';
import { featuresByRun } from './run-features.ts';

interface Wish {
  readonly falseAlarm: number;
  /** Pictures of none of the classes. */
  readonly far: AsyncIterable<string> | null;
}

/**
 * How well a run tells what it never saw: each class left out of its index once, judged by validation pictures (test pictures are not looked at), and other pictures by
 * the whole index. The network, k and the rows of the index are kept as they are; nothing is trained. What is found is kept beside the run.
 * @throws StudioError as `finishedModel`; `bad-usage` of a run without an index; `bad-data-set` where no other picture can be read; `cancelled`
 */
export async function holdClassesOut(studio: Studio, runId: number, { falseAlarm, far }: Wish, work: FeatureWork = {}): Promise<FamiliarityReport> {
  const run = getRun(studio.db, runId);
  const { folder, classes } = await finishedModel(studio, run.id);
  const kept = await loadFamiliarity(folder, loadModelCard(folder).sha256);
  if (!kept) throw noIndex(run);
  const { images } = datasetOfRun(studio.db, run);
  const labelOf = new Map(images.filter(({ split }) => split === 'train').map(({ sha256, label }) => [sha256, label]));
  const bankLabels = kept.pictures.map((sha256) => labelOf.get(sha256) ?? -1);
  return withLease(folder, async () => {
    const { features, read } = await featuresByRun(studio, run.id, images.filter(({ split }) => split === 'val'), work);
    const squaresOf = squaredDistances(kept.index);
    const { k, dimensions } = kept.index;
    const held = heldOutScores(bankLabels, read.map(({ label }) => label), squaresOf(features), classes.length, k);
    const together = togetherOf(read, intervalDraws);
    const near = classes.map((label, at) => {
      // Known to a bank without a class: the pictures of all others, in their order.
      const known = [...read.keys()].filter((row) => read[row]!.label !== at);
      return { label, told: held[at] ? toldApart(held[at].known, held[at].unknown, falseAlarm, someTogether(together, known)) : null };
    });
    const judged = near.flatMap(({ label, told }) => (told ? [{ label, auroc: told.auroc }] : []));
    const known = knownTogether(studio.db, run.id);
    const unknown = far && (await scoresOf(studio, run.id, far, familiarOf(kept.index)));
    const report: FamiliarityReport = {
      run: run.id,
      rule: familiarityRule(kept.known, falseAlarm, known),
      index: { pictures: kept.pictures.length, dimensions, k },
      isFineTuned: run.plan?.phases.some(({ cut }) => cut !== 'head') ?? true,
      near: {
        mean: judged.length === 0 ? null : judged.reduce((sum, { auroc }) => sum + auroc, 0) / judged.length,
        worst: judged.toSorted((a, b) => a.auroc - b.auroc)[0] ?? null,
        classes: near,
      },
      far: unknown && toldApart(kept.known, unknown, falseAlarm, known),
    };
    await keepFinding(studio, run.id, 'held-out', report);
    return report;
  });
}

function toldApart(known: ArrayLike<number>, unknown: readonly number[], falseAlarm: number, together: TogetherKeys | null): ToldApart {
  const { threshold } = familiarityRule(known, falseAlarm, together);
  const found = threshold === null ? null : unknown.filter((score) => score < threshold).length / unknown.length;
  const auroc = areaUnderCurve(known, unknown);
  const aurocInterval = independentGroups(together) === null ? areaInterval(auroc, known.length, unknown.length) : null;
  return { auroc, aurocInterval, found, known: known.length, unknown: unknown.length };
}

async function scoresOf(studio: Studio, run: number, files: AsyncIterable<string>, familiar: ReturnType<typeof familiarOf>): Promise<number[]> {
  const scores: number[] = [];
  await extractFeatures(studio, run, files, (answer) => void ('values' in answer && scores.push(familiar(answer.values)[0]!.score)), () => undefined);
  if (scores.length > 0) return scores;
  throw new StudioError('bad-data-set', 'There is no picture to compare with', { values: { kind: 'nothing-to-evaluate' }, field: 'far', hint: 'Name a folder of pictures that are of none of the classes.' });
}
