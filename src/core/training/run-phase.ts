import type { TensorMap } from '../tensor.ts';
import type { TrainingImage } from '../../shared/trainer-protocol.ts';
import { loadBest } from './checkpoint.ts';
import type { TrainingProgress } from './checkpoint.ts';
import { fitPhase } from './fit-phase.ts';
import type { PhaseContext } from './fit-phase.ts';
import type { JobContext } from './job-context.ts';
import { openJobSources } from './job-sources.ts';
import { trainingExamples } from './phase-sources.ts';
import { keptViews } from './phase-views.ts';
import { solvePhase } from './solve-phase.ts';
import { overlay } from './starting-weights.ts';
import { classWeights } from './targets.ts';
import { initialState, openPhaseSession } from './training-session.ts';

const ofSplit = (images: readonly TrainingImage[], split: TrainingImage['split']) =>
  images.filter((image) => image.split === split);

/** Weights a phase starts from: the backbone, then the best of each phase before it. */
export async function weightsBefore({ job, start }: JobContext, phase: number): Promise<TensorMap> {
  let tensors = start;
  for (let before = 0; before < phase; before++) tensors = overlay(tensors, await loadBest(job.runFolder, before, job.run));
  return tensors;
}

/** What a phase does once its pictures and its graph are there. */
type Learn<T> = (context: PhaseContext, progress: TrainingProgress) => Promise<T>;

/** As the plan has it. @returns false when stopped */
export const learnPhase: Learn<boolean> = (context, progress) => (context.phase.solver === 'exact' ? solvePhase : fitPhase)(context, progress);

/**
 * Opens the phase that `progress` stands in and has it learned, from where it stands.
 * @param resumed the state it goes on from; null: the best weights of the phases before
 */
export async function runPhase<T>(context: JobContext, progress: TrainingProgress, resumed: TensorMap | null, learn: Learn<T>): Promise<T> {
  const { job, net, emit, stopped } = context;
  const { plan, classes, images } = job;
  const phase = plan.phases[progress.phase]!;
  const train = ofSplit(images, 'train');
  const validation = ofSplit(images, 'val');
  const sources = openJobSources(context, { phase, train, validation });
  try {
    const report = (activity: 'features' | 'reading', detail: string) => (done: number, total: number) =>
      emit({ type: 'progress', activity, done, total, detail, phase: phase.name });
    const activity = phase.cut === 'stem' ? 'reading' : 'features';
    await sources.validation.prepare(trainingExamples(validation, 1), report(activity, 'validation'), stopped);
    await sources.train.prepare(trainingExamples(train, keptViews(plan, phase)), report(activity, 'training'), stopped);
    const session = openPhaseSession(plan, net, phase, classes.length);
    try {
      session.restore(resumed ?? initialState(session.rows, await weightsBefore(context, progress.phase)));
      const weights = classWeights(
        plan.classWeights,
        train.map((image) => image.label),
        classes.length,
      );
      return await learn(
        {
          plan,
          phase,
          classes: classes.length,
          classWeights: weights,
          train,
          validation,
          session,
          trainSource: sources.train,
          validationSource: sources.validation,
          runFolder: job.runFolder,
          run: job.run,
          emit,
          stopped,
          elapsedSeconds: context.elapsedSeconds,
        },
        progress,
      );
    } finally {
      session.close();
    }
  } finally {
    sources.close();
  }
}
