import { setTimeout as delay } from 'node:timers/promises';
import { StudioError } from '../errors.ts';
import { pidOf } from '../files/process-owner.ts';
import type { Studio } from '../open-studio.ts';
import { stopElsewhere } from '../runs/lifecycle/stop-wish.ts';
import { removeRun } from '../runs/lifecycle/delete-run.ts';
import { getRun, moveRun } from '../store/runs.ts';
import { deleteStudy, getStudy, trialsOf, updateStudy } from '../store/studies.ts';
import { stopOnCluster } from './cluster/visit-cluster.ts';
import { studyStatus } from './study-state.ts';
import type { StudyStatus } from '../../shared/study-result.ts';

const lookMs = 100;
const patienceMs = 30_000;

/**
 * Asks the program that goes through a study to stop, and waits until it has: its run writes a checkpoint, and the study can be resumed. On a cluster
 * its job is ended, whether anybody follows it or not.
 * @throws StudioError `not-found` | `bad-usage` where nobody goes through it | `busy` where that program does not answer; as `stopOnCluster`
 */
export async function stopStudy(studio: Studio, id: number): Promise<StudyStatus> {
  const { db } = studio;
  const { owner, cluster } = getStudy(db, id);
  if (studyStatus(db, getStudy(db, id)) === 'done') {
    throw new StudioError('bad-usage', `Study ${id} is done; nothing of it is left to stop`, {
      field: 'study',
      values: { kind: 'study-done', study: id },
      hint: `"graft study show ${id}" shows what came of it.`,
    });
  }
  if (!runs()) {
    throw new StudioError('bad-usage', `Study ${id} is ${studyStatus(db, getStudy(db, id))}; nothing of it runs`, {
      field: 'study',
      values: { kind: 'study-not-running', study: id },
      hint: `"graft study resume ${id}" goes on with it.`,
    });
  }
  updateStudy(db, id, { isToStop: true });
  if (cluster) return stopOnCluster(studio, id);
  const untilMs = performance.now() + patienceMs;
  while (runs() && performance.now() < untilMs) {
    for (const { runId } of trialsOf(db, id)) {
      if (runId === null || !runs()) continue;
      if (getRun(db, runId).state === 'running') await stopElsewhere(studio, runId, 'paused');
      else moveRun(db, runId, ['queued'], 'paused', { finishedAtMs: Date.now() });
    }
    await delay(lookMs);
  }
  if (runs()) {
    throw new StudioError('busy', `Study ${id} is run by another program (process ${pidOf(owner!)}), which has not answered yet`, {
      field: 'study',
      values: { kind: 'study-not-answered', study: id, process: pidOf(owner!) },
      hint: 'It stops as soon as it answers. If it sleeps or hangs, end that process.',
    });
  }
  return studyStatus(db, getStudy(db, id));

  function runs(): boolean {
    return studyStatus(db, getStudy(db, id)) === 'running';
  }
}

/**
 * Forgets a study; the runs made for it stay unless asked otherwise, those that were there before always.
 * @throws StudioError `not-found` | `busy` (it runs, or one of its runs is trained, exported or evaluated)
 */
export async function removeStudy(studio: Studio, id: number, { withRuns = false } = {}): Promise<{ study: number; runs: number[]; freedBytes: number }> {
  const { db } = studio;
  if (studyStatus(db, getStudy(db, id)) === 'running') {
    throw new StudioError('busy', `Study ${id} is running`, { field: 'study', values: { kind: 'study-is-running', study: id }, hint: `Stop it first: graft study stop ${id}.` });
  }
  const runs = withRuns ? trialsOf(db, id).flatMap(({ runId, isReused }) => (runId === null || isReused ? [] : [runId])) : [];
  let freedBytes = 0;
  for (const run of runs) freedBytes += (await removeRun(studio, run)).freedBytes;
  deleteStudy(db, id);
  return { study: id, runs, freedBytes };
}
