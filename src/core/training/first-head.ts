import { StudioError } from '../errors.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';
import { freshProgress } from './checkpoint.ts';
import { fitPhase } from './fit-phase.ts';
import { headEpochs, headPatience, headRateBySteps } from './head-defaults.ts';
import type { JobContext } from './job-context.ts';
import { openJobSources } from './job-sources.ts';
import { prepareSides, trainingExamples } from './phase-sources.ts';
import { classWeights } from './targets.ts';
import { initialState, openPhaseSession } from './training-session.ts';

/** One pass over the pictures is then at most about a tenth of the training. */
const leastEpochs = 5;

/**
 * Whether a run fits a head for its first answer alone: where it does not begin with one anyway, starts from learned weights, and
 * trains long enough for that to cost little. All others answer first after their head's phase or their first epoch.
 */
export const answersFirst = ({ start, phases }: Pick<RunPlan, 'start' | 'phases'>): boolean =>
  start.from === 'weights' && phases[0]!.cut !== 'head' && phases[0]!.epochs >= leastEpochs;

const batchSize = 32;

/** As phase one of `head-then` is planned (`runs/plan/choose-settings.ts`). */
function headPhase(images: number): Phase {
  const learningRate = headRateBySteps(headEpochs * Math.ceil(images / batchSize));
  return { name: 'head', cut: 'head', epochs: headEpochs, patience: headPatience, learningRate, batchSize, augment: 'none', labelSmoothing: 0, solver: 'iterative', l2: null };
}

/**
 * Fits a head on the cached features of the pretrained network, tells what it answers as epoch 0, and forgets it: the training that
 * follows knows nothing of it. Tells nothing where the features do not fit the cache.
 */
export async function answerFirst(context: JobContext): Promise<void> {
  const { job, net, start, emit, stopped, elapsedSeconds } = context;
  const { images, classes } = job;
  const train = images.filter(({ split }) => split === 'train');
  const validation = images.filter(({ split }) => split === 'val');
  const phase = headPhase(train.length);
  const plan: RunPlan = { ...job.plan, phases: [phase], optimizer: 'adamw', weightDecay: 1e-2, schedule: 'cosine', warmup: 0.05, mixup: 0, ema: 0, averageEpochs: 'none', sampling: 'shuffled', precision: 'float32' };
  const tell = (event: FromEngine): void => {
    if (event.type === 'answers-so-far') emit({ ...event, answers: { ...event.answers, epoch: 0 } });
  };
  const sources = openJobSources(context, { phase, later: job.plan.phases, train, validation, spareBytes: 0, emit: tell });
  try {
    if (!sources.train.cached) return;
    const { cut, name } = job.plan.phases[0]!;
    // Told as what the first phase begins with, so that the run's one bar goes on.
    const activity = cut === 'stem' ? 'reading' : 'features';
    const report = (detail: string, done: number, total: number) => emit({ type: 'progress', activity, done, total, detail, phase: name });
    await prepareSides(sources, { train: trainingExamples(train, 1), validation: trainingExamples(validation, 1) }, report, stopped);
    sources.train.rest();
    if (stopped()) return;
    const session = openPhaseSession(plan, net, phase, classes.length, start);
    try {
      session.restore(initialState(session.rows, start));
      await fitPhase(
        {
          plan,
          phase,
          classes: classes.length,
          classWeights: classWeights(plan.classWeights, train.map(({ label }) => label), classes.length),
          train,
          validation,
          before: start,
          session,
          endsAfter: phase.epochs,
          trainSource: sources.train,
          validationSource: sources.validation,
          runFolder: job.runFolder,
          run: job.run,
          files: null,
          emit: tell,
          stopped,
          elapsedSeconds,
        },
        freshProgress(),
      );
    } finally {
      session.close();
    }
  } catch (error) {
    // Features that make a head diverge will make the training say so, where it counts.
    if (!(error instanceof StudioError && error.code === 'nan-loss')) throw error;
  } finally {
    sources.close();
  }
}
