import { someGrouped } from '../evaluation/accuracy-interval.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StudioError } from '../errors.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { runningMs } from '../running-ms.ts';
import { createAnswerTeller } from './answers-so-far.ts';
import type { TrainingProgress } from './checkpoint.ts';
import { collectFeatures } from './feature-blocks.ts';
import type { CollectedFeatures } from './feature-blocks.ts';
import { finishEpoch } from './fit-phase.ts';
import type { PhaseContext } from './fit-phase.ts';
import { trainingExamples } from './phase-sources.ts';
import { keptViews } from './phase-views.ts';
import { solveExactly } from './solve-exactly.ts';
import type { ExactHead } from './solve-exactly.ts';
import { initialState, weightsOf } from './training-session.ts';

const loadBatch = 256;

/** Pooled features of all views of the training pictures that can be read, and whose they are. */
async function loadFeatures({ plan, phase, train, trainSource, stopped }: PhaseContext, features: CollectedFeatures) {
  const examples = trainingExamples(train, keptViews(plan, phase));
  const labels: number[] = [];
  const groups: string[] = [];
  let isGrouped = false;
  for (let start = 0; start < examples.length && !stopped(); start += loadBatch) {
    const batch = await trainSource.load(examples.slice(start, start + loadBatch));
    features.add(batch.input.values as Float32Array);
    for (const { image } of batch.examples) {
      labels.push(image.label);
      groups.push(image.group ?? image.sha256);
      isGrouped ||= typeof image.group === 'string';
    }
    await nextTurn();
  }
  return { labels, groups, isGrouped };
}

/** Null when stopped; `images`: rows that were learned from, a picture's views counted each. */
async function solve(context: PhaseContext, dimensions: number): Promise<{ head: ExactHead; images: number } | null> {
  const { plan, phase, classes, classWeights, runFolder, stopped } = context;
  const features = collectFeatures(runFolder, dimensions);
  try {
    const { labels, groups, isGrouped } = await loadFeatures(context, features);
    if (stopped()) return null;
    if (labels.length === 0)
      throw new StudioError('bad-data-set', 'None of the training pictures can be read', {
        values: { kind: 'training-unreadable' },
        hint: 'Scan the folder again with "graft datasets add".',
      });
    const { labelSmoothing, l2 } = phase;
    const head = await solveExactly({ features, labels, groups, isGrouped, classes, classWeights, labelSmoothing, l2, seed: plan.seed, stopped });
    return head && { head, images: labels.length };
  } finally {
    features.close();
  }
}

/**
 * The phase of a linear head, solved at once where `fitPhase` would take steps: one epoch is told. Nothing of it is kept before it is
 * solved, so that a run that was killed solves it again, with the same bits.
 * @returns false when it was asked to stop (a checkpoint is written)
 */
export async function solvePhase(context: PhaseContext, progress: TrainingProgress): Promise<boolean> {
  const { plan, session, files, emit } = context;
  const { classifier } = planNet(plan.net);
  const started = runningMs();
  const solution = await solve(context, classifier.inFeatures);
  if (!solution) {
    progress.seconds = context.elapsedSeconds();
    await files?.checkpoint(session.read(), progress);
    await files?.settled();
    return false;
  }
  const { head, images } = solution;
  if (head.l2From === 'grid-end') emit({ type: 'notice', notice: { about: 'l2-at-end', l2: head.l2 } });
  if (head.l2From === 'untried') emit({ type: 'notice', notice: { about: 'l2-untried', l2: head.l2, isGrouped: someGrouped(context.train) } });
  const solved = new Map(weightsOf(session.rows, session.read()));
  const shapeOf = (name: string) => solved.get(name)!.shape;
  solved.set(classifier.weight, { shape: shapeOf(classifier.weight), data: Float32Array.from(head.weight) });
  solved.set(classifier.bias, { shape: shapeOf(classifier.bias), data: Float32Array.from(head.bias) });
  session.restore(initialState(session.rows, solved));
  const { l2, loss, gradientNorm } = head;
  const seconds = (runningMs() - started) / 1000;
  progress.head = { solver: 'exact', l2, loss, gradientNorm, seconds };
  emit({ type: 'notice', notice: { about: 'head-solved', l2, gradientNorm } });
  Object.assign(progress, {
    epochLoss: head.dataLoss * images,
    epochCorrect: head.correct,
    epochImages: images,
    epochSeconds: seconds,
  });
  const teller = createAnswerTeller(emit, true);
  await finishEpoch(context, progress, 0, teller);
  teller.end();
  return true;
}
