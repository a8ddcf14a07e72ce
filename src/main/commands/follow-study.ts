import { StudioError, toWireError } from '../../core/errors.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { StudyHandlers } from '../../core/studies/run-study.ts';
import type { TurnHandlers } from '../../core/runs/lifecycle/train-in-turn.ts';
import type { StoredTrial } from '../../core/store/studies.ts';
import type { TrialState } from '../../shared/study-result.ts';
import type { Context } from '../terminal/context.ts';
import { exitCodeOf } from '../terminal/exit-code.ts';
import { errorObject, writeError } from '../terminal/report-error.ts';
import { noticeText } from '../words/notice-text.ts';
import { waitingText } from '../words/queue-text.ts';
import { runProgressText } from '../words/run-progress-text.ts';
import { clusterNewsText } from '../words/cluster-text.ts';
import { inEnglish } from '../words/study-language.ts';
import { studyText, trialLine } from '../words/study-text.ts';
import { runsCalled } from './run-argument.ts';
import { finishedStudy } from './study-json.ts';

const stoppingHere = 'Stopping after this step; what is learned is kept. Ctrl-C again ends at once.';

/** Goes through a study, telling every trial, and sets the exit code. @throws what keeps it from beginning */
export async function followStudy(context: Context, studio: Studio, id: number): Promise<void> {
  const { runStudy } = await import('../../core/studies/run-study.ts');
  const { studyReport } = await import('../../core/studies/study-report.ts');
  const { trainInTurn } = await import('../../core/runs/lifecycle/train-in-turn.ts');
  const { getStudy, trialsOf } = await import('../../core/store/studies.ts');
  const { getRun } = await import('../../core/store/runs.ts');
  const { namesInPaper } = await import('../../core/studies/beside-paper.ts');
  const { db } = studio;
  const { spec, cluster } = getStudy(db, id);
  const stopping = cluster ? `Leaving it to the cluster; graft study stop ${id} ends it.` : stoppingHere;
  const total = trialsOf(db, id).length;
  const say = { ...inEnglish, names: namesInPaper(spec) };
  let current: StoredTrial | null = null;
  let hasBegun = false;
  const progress = context.progress('Trial', '%');

  const begin = (): void => {
    if (!hasBegun) void context.event({ event: 'started', study: id });
    hasBegun = true;
  };
  const called = await runsCalled(studio);
  const tell = (trial: StoredTrial, state: TrialState): void => {
    begin();
    progress.clear();
    const { position, repeat, cell, runId: run } = trial;
    void context.event({ event: 'trial', study: id, trial: position, run, state, cell });
    const stored = run === null ? null : getRun(db, run);
    const problem = state === 'failed' ? (stored?.error ?? trial.written?.error)?.message ?? null : null;
    if (state !== 'queued') void context.print(trialLine(spec, total, { position, repeat, cell, run, accuracy: stored?.metrics?.valAccuracy ?? null, problem }, state, called, say));
  };
  const turn = (signal: AbortSignal, run: number): TurnHandlers => ({
    signal,
    stoppedState: () => 'paused',
    onWaiting: (ahead) => void context.print(waitingText(run, ahead, called)),
    onFitted: () => undefined,
    onStarted: () => current && tell(current, 'running'),
    onProgress: (now) => progress.update(Math.floor(now.fraction * 100), 100, runProgressText(now)),
    onEvent(event) {
      if (event.type !== 'notice') return;
      progress.clear();
      context.remark(`Note: ${noticeText(event.notice, called)}`);
    },
  });
  const handlers = (signal: AbortSignal): StudyHandlers => ({
    signal,
    train: (run) => trainInTurn(studio, run, turn(signal, run)),
    onTrial(trial, state) {
      current = trial;
      tell(trial, state);
    },
    onCluster(news) {
      begin();
      progress.clear();
      if (news.about === 'submitted' || news.about === 'found') void context.event({ event: 'job', study: id, job: news.job, found: news.about === 'found' });
      context.remark(clusterNewsText(news, id));
    },
    onCounts: ({ done, running, failed, total: of }) => progress.update(Math.floor(((done + failed) / of) * 100), 100, `${running} running, ${done} of ${of} done${failed === 0 ? '' : `, ${failed} failed`}`),
  });

  try {
    const status = await context.stoppable((signal) => runStudy(studio, id, handlers(signal)), stopping);
    progress.clear();
    begin();
    const report = studyReport(studio, id);
    await context.event(finishedStudy(report, called));
    await context.print(studyText(report, called));
    if (status === 'stopped' || status === 'running') context.exitWith(exitCodeOf('cancelled'));
    if (status === 'failed') context.exitWith(exitCodeOf('internal'));
  } catch (error) {
    progress.clear();
    if (!hasBegun || (error instanceof StudioError && error.code === 'busy')) throw error;
    const wire = toWireError(error);
    await context.event({ ...finishedStudy(studyReport(studio, id), called), error: errorObject(wire) });
    writeError(error, context.verbose);
    context.exitWith(exitCodeOf(wire.code));
  }
}
