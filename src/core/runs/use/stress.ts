import { independentGroups, togetherOf } from '../../evaluation/accuracy-interval.ts';
import { stressFigures } from '../../evaluation/stress-card.ts';
import type { Studio } from '../../open-studio.ts';
import { getRun } from '../../store/runs.ts';
import { intervalDraws } from '../../training/seeded-random.ts';
import { stressKinds, stressValues } from '../../../shared/stress.ts';
import type { Disturbance, StressCard } from '../../../shared/stress.ts';
import { augmentAgainst } from './augment-against.ts';
import { keepFinding } from '../results/findings.ts';
import { disturbedAnswers, type DisturbedWork } from './disturbed-answers.ts';

/**
 * How a run's accuracy falls as validation pictures get worse. Kept with the run.
 * @throws StudioError as `disturbedAnswers`
 */
export async function stressRun(studio: Studio, runId: number, work: DisturbedWork = {}): Promise<StressCard> {
  const run = getRun(studio.db, runId);
  const levels = stressKinds.flatMap((kind) => stressValues[kind].map((value) => ({ kind, value })));
  const disturbances: Disturbance[] = [{ kind: 'plain' }, ...levels];
  const { classes, images, of, predicted } = await disturbedAnswers(studio, run.id, disturbances, work);
  const answers = stressKinds.map((kind) => ({
    kind,
    levels: levels.flatMap((level, at) => (level.kind === kind ? [{ value: level.value, predicted: predicted[at + 1]! }] : [])),
  }));
  const together = togetherOf(images, intervalDraws);
  const own = run.plan?.phases.at(-1)?.augment ?? 'none';
  const kinds = stressFigures(images.map(({ label }) => label), classes, predicted[0]!, answers, together).map((figures) => {
    const lost = figures.levels.flatMap(({ value, accuracy, p }) => (value !== null && p < 0.05 && accuracy < figures.levels[0]!.accuracy ? [value] : []));
    return { ...figures, augment: augmentAgainst(figures.kind, lost, own) };
  });
  const card: StressCard = { run: run.id, images: images.length, of, independentGroups: independentGroups(together), kinds };
  await keepFinding(studio, run.id, 'stress', card);
  return card;
}
