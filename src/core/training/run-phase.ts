import { StudioError } from '../errors.ts';
import type { TensorMap } from '../tensor.ts';
import { sizeParts, sizesOf } from '../../shared/image-sizes.ts';
import type { SizePart } from '../../shared/image-sizes.ts';
import type { TrainingImage } from '../../shared/trainer-protocol.ts';
import { loadBest } from './checkpoint.ts';
import type { TrainingProgress } from './checkpoint.ts';
import { collectAfter } from './collect-garbage.ts';
import { fitPhase } from './fit-phase.ts';
import type { Example } from './feature-source.ts';
import type { PhaseContext } from './fit-phase.ts';
import type { JobContext } from './job-context.ts';
import { openJobSources } from './job-sources.ts';
import { prepareSides, trainingExamples } from './phase-sources.ts';
import { viewsFor } from './phase-views.ts';
import { solvePhase } from './solve-phase.ts';
import { overlay } from './starting-weights.ts';
import { classWeights } from './targets.ts';
import { initialState, openPhaseSession } from './training-session.ts';
import type { TrainingSession } from './training-session.ts';

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

/** That features do not fit is told of a phase once, not for every size. */
function tellingOnce(emit: JobContext['emit']): JobContext['emit'] {
  let isTold = false;
  return (event) => {
    const isTooLarge = event.type === 'notice' && event.notice.about === 'features-too-large';
    if (!isTooLarge || !isTold) emit(event);
    isTold ||= isTooLarge;
  };
}

/** Weights and slots on their way into a session. Whoever takes them leaves null: held any longer they are hundreds of megabytes beside those that train. */
export interface Carried {
  state: TensorMap | null;
}

/** In a scope of its own: what the state was made of is needed no longer. */
function restoreStart(session: TrainingSession, carried: Carried, before: TensorMap): void {
  const state = carried.state ?? initialState(session.rows, before);
  carried.state = null;
  session.restore(state);
  collectAfter(session.rows);
}

/**
 * Opens the phase that `progress` stands in and has it learned, from where it stands. Where its pictures grow, each size has a graph of its own,
 * one at a time, which takes the weights and slots of the one before.
 * @param carried the state it goes on from; null: the best weights of the phases before. Null when it has ended
 */
export async function runPhase<T>(context: JobContext, progress: TrainingProgress, carried: Carried, learn: Learn<T>): Promise<T> {
  const { plan } = context.job;
  const phase = plan.phases[progress.phase]!;
  const sized: JobContext = { ...context, emit: tellingOnce(context.emit) };
  const ahead = sizeParts(sizesOf(phase, plan.preprocessing.imageSize)).filter(({ endsAfter }) => endsAfter > progress.phaseEpochs);
  for (const [at, part] of ahead.entries()) {
    const result = await runPart(sized, progress, part, carried, at === 0 ? ahead.slice(1) : [], learn);
    if (carried.state === null) return result;
  }
  throw new StudioError('internal', `Phase ${phase.name} has no epoch after its ${progress.phaseEpochs}`);
}

/** @param carried its session's state afterwards, where the phase goes on at another size; @param later whose features are computed before, so that all that is read is read first */
async function runPart<T>(context: JobContext, progress: TrainingProgress, part: SizePart, carried: Carried, later: readonly SizePart[], learn: Learn<T>): Promise<T> {
  const { job, net, emit, stopped } = context;
  const { plan, classes, images } = job;
  const phase = plan.phases[progress.phase]!;
  const train = ofSplit(images, 'train');
  const validation = ofSplit(images, 'val');
  const began = progress.epochs - progress.phaseEpochs;
  const examplesOf = ({ from, endsAfter }: SizePart): Example[] => {
    const epochs = { from: began + from, to: began + endsAfter, isLast: endsAfter === phase.epochs };
    return train.flatMap((image) => viewsFor(plan, phase, image.sha256, epochs).map((view) => ({ image, view })));
  };
  const laterPhases = plan.phases.slice(progress.phase + 1);
  const sources = openJobSources(context, { phase, later: laterPhases, train, validation, imageSize: part.imageSize });
  try {
    const activity = phase.cut === 'stem' ? 'reading' : 'features';
    const tell = (detail: string, done: number, total: number) => emit({ type: 'progress', activity, done, total, detail, phase: phase.name });
    const asked = [part, ...later].map((one) => ({ ...one, examples: examplesOf(one) }));
    let read = 0;
    for (const [at, { imageSize, examples }] of asked.entries()) {
      const rest = asked.slice(at + 1).reduce((sum, one) => sum + one.examples.length, 0);
      const own = at === 0 ? sources : openJobSources(context, { phase, later: laterPhases, train, validation: [], imageSize, emit: () => undefined });
      const told: typeof tell = (side, done, total) => (side === 'training' ? tell(side, read + done, read + total + rest) : tell(side, done, total));
      try {
        if (own === sources) await prepareSides(sources, { train: examples, validation: trainingExamples(validation, 1) }, told, stopped);
        else await own.train.prepare(examples, (done, total) => told('training', done, total), stopped);
        // Steps read what is kept now.
        own.train.rest();
      } finally {
        if (own !== sources) own.close();
      }
      read += examples.length;
    }
    const before = await weightsBefore(context, progress.phase);
    const session = openPhaseSession(plan, net, phase, classes.length, before, part.imageSize);
    try {
      restoreStart(session, carried, before);
      const weights = classWeights(
        plan.classWeights,
        train.map((image) => image.label),
        classes.length,
      );
      const result = await learn(
        {
          plan,
          phase,
          classes: classes.length,
          classWeights: weights,
          train,
          validation,
          before,
          session,
          endsAfter: part.endsAfter,
          trainSource: sources.train,
          validationSource: sources.validation,
          runFolder: job.runFolder,
          run: job.run,
          files: context.files,
          emit,
          stopped,
          elapsedSeconds: context.elapsedSeconds,
        },
        progress,
      );
      const goesOn = !progress.phaseDone && progress.phaseEpochs >= part.endsAfter && part.endsAfter < phase.epochs;
      if (goesOn) carried.state = session.read();
      return result;
    } finally {
      session.close();
    }
  } finally {
    sources.close();
  }
}
