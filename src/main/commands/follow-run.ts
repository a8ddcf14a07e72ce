import { StudioError, toWireError, fromWireError } from '../../core/errors.ts';
import type { RunOutcome } from '../../core/runs/lifecycle/store-outcome.ts';
import type { TurnHandlers } from '../../core/runs/lifecycle/train-in-turn.ts';
import type { PlannedRun } from '../../core/runs/plan/plan-run.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { WireError } from '../../shared/errors.ts';
import type { TrainingNotice } from '../../shared/training-notice.ts';
import type { Context } from '../terminal/context.ts';
import { exitCodeOf } from '../terminal/exit-code.ts';
import { errorObject, writeError } from '../terminal/report-error.ts';
import { waitingText } from '../words/queue-text.ts';
import { epochLine, firstAnswerLine, outcomeText } from '../words/run-text.ts';
import { noticeText } from '../words/notice-text.ts';
import { runsCalled } from './run-argument.ts';
import { createTrainingProgress } from './training-progress.ts';

const stopping = 'Stopping after this step; what is learned is kept. Ctrl-C again ends at once.';
const leaving = 'Leaving the queue. Ctrl-C again ends at once.';

/**
 * Shows a run from the queue to its end, as events with `--json`, and sets the exit code.
 * @param enqueue puts it into the queue and answers with its number
 * @param onFitted told when a time budget has been measured
 * @throws what keeps the run from beginning; from then on a failure is told as the run's end.
 */
export async function followRun(
  context: Context,
  studio: Studio,
  enqueue: () => Promise<number>,
  onFitted: (planned: PlannedRun) => void = () => undefined,
): Promise<void> {
  const { getRun } = await import('../../core/store/runs.ts');
  const { dropEngineAhead } = await import('../../core/runs/executors/engine-ahead.ts');
  const { trainInTurn } = await import('../../core/runs/lifecycle/train-in-turn.ts');
  const called = await runsCalled(studio);
  const progress = createTrainingProgress(context);
  const startedMs = Date.now();
  let run: number | null = null;
  let waits = false;
  let hasAnswered = false;
  let secondsLeft: number | null = null;
  /** Of the epoch that comes next. */
  let solved: Extract<TrainingNotice, { about: 'head-solved' }> | null = null;
  const handlers = (signal: AbortSignal, queued: number): TurnHandlers => ({
    signal,
    onWaiting(ahead, position) {
      dropEngineAhead();
      if (!waits) void context.event({ event: 'queued', run: queued, position });
      waits = true;
      void context.print(waitingText(queued, ahead, called));
    },
    onFitted,
    onStarted(id) {
      run = id;
      hasAnswered = getRun(studio.db, id).firstAnswer !== null;
      void context.event({ event: 'started', run: id });
      void context.print(`Run ${called(id)} has begun; Ctrl-C stops it, graft resume ${id} goes on.`);
    },
    onProgress(now) {
      secondsLeft = now.secondsLeft;
      progress.show(now);
    },
    onEvent(event) {
      if (event.type === 'notice' && event.notice.about === 'head-solved') solved = event.notice;
      else if (event.type === 'notice') {
        progress.clear();
        context.remark(`Note: ${noticeText(event.notice, called)}`);
      }
      if (event.type === 'answers-so-far' && run !== null && !hasAnswered) {
        hasAnswered = true;
        progress.clear();
        const { pictures: _, ...answer } = event.answers;
        void context.event({ event: 'firstAnswer', run, ...answer });
        void context.print(firstAnswerLine(answer));
      }
      if (event.type === 'epoch') {
        progress.clear();
        const { seconds: _, isBest: __, ...report } = event.report;
        void context.event({ event: 'epoch', run, ...report });
        void context.print(epochLine(event.report, secondsLeft, solved));
        solved = null;
      }
    },
  });
  try {
    const work = async (signal: AbortSignal) => {
      const queued = await enqueue();
      return trainInTurn(studio, queued, handlers(signal, queued));
    };
    const outcome = await context.stoppable(work, () => (run === null ? leaving : stopping));
    progress.clear();
    await tellEnd(context, studio, outcome);
  } catch (error) {
    progress.clear();
    if (run === null) throw error;
    await tellFailure(context, {
      run,
      seconds: (Date.now() - startedMs) / 1000,
      error: toWireError(error),
      thrown: error,
    });
  }
}

/** What became of a run that went on from another: the pictures which only one of the two has right. */
async function tellChange(context: Context, studio: Studio, run: number): Promise<void> {
  const { getRun } = await import('../../core/store/runs.ts');
  const start = getRun(studio.db, run).plan?.start;
  if (start?.from !== 'weights' || start.run === undefined) return;
  const { compareRuns } = await import('../../core/runs/results/compare.ts');
  const { comparisonText } = await import('../words/comparison-text.ts');
  const called = await runsCalled(studio);
  try {
    const comparison = compareRuns(studio, start.run, run);
    await context.event({ event: 'compared', run, ...comparison });
    await context.print(`\n${comparisonText(comparison, called)}\n`);
  } catch (error) {
    // The earlier run was deleted, or judged by other pictures.
    if (!(error instanceof StudioError)) throw error;
    context.remark(`Not compared with run ${called(start.run)}: ${error.message}`);
  }
}

async function tellEnd(context: Context, studio: Studio, outcome: RunOutcome): Promise<void> {
  const { run, status, error } = outcome;
  const called = await runsCalled(studio);
  if (status === 'failed') {
    await tellFailure(context, {
      ...outcome,
      error: error ?? { code: 'internal', message: `Run ${called(run)} failed without a reason` },
    });
    return;
  }
  if (status === 'done') await tellChange(context, studio, run);
  await context.event(finishedEvent(outcome));
  const { listEpochs } = await import('../../core/store/runs.ts');
  await context.print(outcomeText(outcome, listEpochs(studio.db, run), called));
  if (status === 'cancelled' || status === 'paused') {
    context.remark(`Run ${called(run)} was ${status === 'paused' ? 'paused' : 'stopped'}. Go on with: graft resume ${run}; end it with its best weights: graft resume ${run} --finish`);
    context.exitWith(exitCodeOf('cancelled'));
  }
}

type Failure = Partial<RunOutcome> & { run: number; seconds: number; error: WireError; thrown?: unknown };

async function tellFailure(context: Context, failure: Failure): Promise<void> {
  const { error, thrown } = failure;
  await context.event({ ...finishedEvent({ ...failure, status: 'failed' }), error: errorObject(error) });
  writeError(thrown ?? fromWireError(error), context.verbose);
  context.exitWith(exitCodeOf(error.code));
}

/** Its names are a promise to other programs; what is not known is null. */
function finishedEvent(outcome: Partial<RunOutcome> & Pick<RunOutcome, 'run' | 'status' | 'seconds'>) {
  const { run, status, metrics, testMetrics, attestation, head, seconds, imagesPerSecond, peakMemoryBytes, bestEpoch, averaged } =
    outcome;
  const test = testMetrics
    ? { testAccuracy: testMetrics.accuracy, testLoss: testMetrics.logLoss, testMacroF1: testMetrics.macroF1 }
    : {};
  return {
    event: 'finished',
    run,
    status,
    metrics: metrics
      ? { valAccuracy: metrics.accuracy, valLoss: metrics.logLoss, valMacroF1: metrics.macroF1, ...test }
      : null,
    frozen: attestation?.frozen ?? null,
    head: head ?? null,
    bestEpoch: bestEpoch ?? null,
    ...(averaged && { averaged }),
    seconds,
    imagesPerSecond: imagesPerSecond ?? null,
    peakMemoryBytes: peakMemoryBytes ?? null,
  };
}
