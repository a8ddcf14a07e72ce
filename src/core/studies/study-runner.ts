import { setTimeout as delay } from 'node:timers/promises';
import { datasetForTraining } from '../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../errors.ts';
import type { Studio } from '../open-studio.ts';
import type { RunQueue } from '../runs/lifecycle/run-queue.ts';
import { getRun, moveRun } from '../store/runs.ts';
import { isLocked } from '../store/sqlite-errors.ts';
import { getStudy, listStudies } from '../store/studies.ts';
import { whenFree } from '../store/when-free.ts';
import type { ClusterSettings } from '../../shared/study-cluster.ts';
import type { StudySpec } from '../../shared/study-spec.ts';
import { studyForCluster } from './cluster/at-the-door.ts';
import { isAway } from './cluster/run-on-cluster.ts';
import { planStudy } from './plan-study.ts';
import { runStudy, storeStudy } from './run-study.ts';
import type { StudyHandlers } from './run-study.ts';
import { removeStudy, stopStudy } from './stop-study.ts';
import { isOwned, studyStatus } from './study-state.ts';

/** Goes through studies in a program that trains for itself, trial by trial through its queue of runs. */
export interface StudyRunner {
  /** Stores a study and begins it, on `cluster` where its spec says so; answers its number. @throws StudioError as `planStudy`, `studyForCluster` */
  start(spec: StudySpec, cluster?: ClusterSettings | null): Promise<number>;
  /** Goes on with one that has stopped or failed. @throws StudioError `not-found` | `busy` (it runs already) */
  resume(study: number): void;
  /** Whoever goes through it; answers when it has stopped. @throws StudioError as `stopStudy` */
  stop(study: number): Promise<void>;
  /** @throws StudioError as `removeStudy` */
  remove(study: number, how: { withRuns: boolean }): Promise<{ study: number; runs: number[]; freedBytes: number }>;
  /** Its studies stop; the run that is trained is the queue's to end. */
  close(): Promise<void>;
}

interface Going {
  readonly controller: AbortController;
  ended: Promise<void>;
}

/** How soon it is seen that a trial has ended. */
const lookMs = 100;
/** Before a study whose table was locked goes on. */
const restMs = 1000;
/** Before a cluster that does not answer is asked again. */
const awayMs = 30_000;

/**
 * Follows again what a cluster has gone on with meanwhile.
 * @param onTrouble what goes wrong where nobody waits; the study remembers it too
 */
export function createStudyRunner(studio: Studio, queue: Pick<RunQueue, 'pause' | 'remove'>, onTrouble: (error: unknown) => void = () => undefined): StudyRunner {
  const { db } = studio;
  const going = new Map<number, Going>();
  let isClosed = false;

  /** The queue takes what is in it by itself. */
  async function trained(run: number, signal: AbortSignal): ReturnType<StudyHandlers['train']> {
    for (let isAsked = false; ; await delay(lookMs)) {
      const state = await whenFree(() => getRun(db, run).state);
      if (state !== 'queued' && state !== 'running') return { status: state };
      if (!signal.aborted || isAsked) continue;
      isAsked = true;
      if (!isClosed) await pause(run);
      else if (!moveRun(db, run, ['queued'], 'paused')) return { status: 'paused' };
    }
  }

  async function pause(run: number): Promise<void> {
    try {
      await queue.pause(run);
    } catch (error) {
      // It has ended just now.
      if (!(error instanceof StudioError && error.code === 'bad-usage')) throw error;
    }
  }

  async function go(study: number, { signal }: AbortController): Promise<void> {
    const handlers: StudyHandlers = { signal, train: (run) => trained(run, signal), onTrial: () => undefined };
    for (;;) {
      try {
        await runStudy(studio, study, handlers);
        return;
      } catch (error) {
        if (isClosed) return;
        const isLost = isAway(error) && Boolean(getStudy(db, study).cluster?.job);
        if (!isLocked(error) && !isLost) {
          onTrouble(error);
          return;
        }
        await delay(isLost ? awayMs : restMs, undefined, { signal }).catch(() => undefined); // closing
        if (signal.aborted) return;
      }
    }
  }

  function begin(study: number): void {
    const { state, owner } = getStudy(db, study);
    // What a cluster runs without anybody can be followed again.
    if (going.has(study) || studyStatus(db, { state, owner, cluster: null }) === 'running') {
      throw new StudioError('busy', `Study ${study} is running`, { field: 'study', values: { kind: 'study-is-running', study }, hint: 'It goes on by itself.' });
    }
    const begun: Going = { controller: new AbortController(), ended: Promise.resolve() };
    going.set(study, begun);
    begun.ended = go(study, begun.controller).finally(() => going.delete(study));
  }

  for (const { id, owner, cluster } of listStudies(db)) if (cluster?.job && !isOwned(db, owner)) begin(id);

  return {
    async start(told, cluster = null) {
      const asked = await studyForCluster(told, cluster);
      const dataset = await datasetForTraining(db, asked.dataset);
      const planned = await planStudy(studio, dataset, { ...asked, dataset: dataset.dataset.id });
      const { id } = await whenFree(() => storeStudy(studio, dataset.version.id, planned, cluster));
      begin(id);
      return id;
    },
    resume: begin,
    async stop(study) {
      const own = going.get(study);
      // Who follows a cluster and is aborted leaves it at work.
      if (!own || getStudy(db, study).cluster) {
        await stopStudy(studio, study);
        return;
      }
      own.controller.abort();
      await own.ended;
    },
    remove: (study, how) => removeStudy(studio, study, how),
    async close() {
      isClosed = true;
      for (const { controller } of going.values()) controller.abort();
      await Promise.all([...going.values()].map(({ ended }) => ended));
    },
  };
}
