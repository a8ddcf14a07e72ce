import path from 'node:path';
import { ensureFolder } from '../../core/data-folder.ts';
import { StudioError, toWireError } from '../../core/errors.ts';
import { answerSet } from '../../core/evaluation/answer-sets.ts';
import { topK } from '../../core/evaluation/top-k.ts';
import { setsWherePossible } from '../../core/runs/use/answer-sets.ts';
import { familiarityOfRun } from '../../core/runs/use/familiarity.ts';
import { finishedModel } from '../../core/runs/use/finished-model.ts';
import { predictFiles } from '../../core/runs/use/predict.ts';
import type { Studio } from '../../core/open-studio.ts';
import type { TaskState } from '../../shared/contract/use-calls.ts';
import type { SetWish } from '../../shared/answer-sets.ts';
import { familiarityOf, usualFalseAlarmRate } from '../../shared/familiarity.ts';
import { shortFloat } from '../files/feature-table.ts';
import { createPredictionTable } from '../files/prediction-table.ts';
import { counted } from '../terminal/units.ts';
import type { FinishedFiles } from './finished-files.ts';
import { picturesIn } from './pictures-in.ts';

/** Classifies folders to CSV files in the data folder's `exports`, one folder at a time. */
export interface FolderClassifier {
  /** `folder` absolute and allowed; `sets` left out: those of everybody. @throws StudioError `not-found` (no such run, no model, no picture) */
  start(run: number, folder: string, sets?: SetWish): Promise<TaskState>;
  /** Those that run and wait, and the last that ended; oldest first. */
  tasks(): TaskState[];
  /** @throws StudioError `not-found` */
  stop(task: string): TaskState;
  /** Stops all and waits until they have ended. */
  close(): Promise<void>;
}

interface FolderTask {
  state: TaskState;
  readonly run: number;
  readonly wish: SetWish | undefined;
  readonly files: readonly string[];
  readonly stopping: AbortController;
}

const keptTasks = 20;
/** Classes a picture, as `graft predict` writes. */
const columns = 5;

export function createFolderClassifier(
  studio: Studio,
  finished: FinishedFiles,
  onChange: (task: TaskState) => void,
): FolderClassifier {
  const tasks = new Map<string, FolderTask>();
  let last: Promise<void> = Promise.resolve();
  let count = 0;

  function change(task: FolderTask, more: Partial<TaskState>): void {
    task.state = { ...task.state, ...more };
    onChange(task.state);
  }

  /** Writes the table; resolves with what is in it. */
  async function classify(task: FolderTask, file: string): Promise<Required<Pick<TaskState, 'message' | 'values'>>> {
    const { run, wish, files, stopping } = task;
    const check = (): void => {
      if (stopping.signal.aborted) throw new StudioError('cancelled', 'Stopped; nothing was written', { values: { kind: 'classifying-stopped' } });
    };
    check();
    const sets = setsWherePossible(studio, run, wish);
    const table = await createPredictionTable(file, columns, { familiar: true, sets: sets !== null });
    const alarm = await familiarityOfRun(studio, run, usualFalseAlarmRate);
    const counts = { good: 0, bad: 0 };
    async function* names() {
      for (const name of files) {
        check();
        yield name;
      }
    }
    try {
      await predictFiles(studio, run, names(), async (answer, classes) => {
        check();
        if ('error' in answer) await table.append(answer);
        else {
          const top = topK(answer.values, classes.length, 0, columns).map(({ index, probability }) => ({
            label: classes[index]!,
            probability: shortFloat(probability),
          }));
          const set = sets && answerSet(answer.values, 0, classes.length, sets).map((at) => classes[at]!);
          await table.append({ file: answer.file, top, ...(set && { set }), ...(alarm && answer.familiarity !== undefined && { familiarity: familiarityOf(answer.familiarity, alarm) }) });
        }
        counts['error' in answer ? 'bad' : 'good'] += 1;
        change(task, {
          done: counts.good + counts.bad,
          message: `Classifying ${counted(files.length, 'picture')}`,
          values: { kind: 'classifying', n: files.length },
        });
      });
      check();
      await table.commit();
    } finally {
      await table.discard();
    }
    const bad = counts.bad > 0 ? `; ${counted(counts.bad, 'file')} could not be read, the reasons stand beside them` : '';
    return {
      message: `${counted(counts.good, 'picture')} classified${bad}. The table: ${file}`,
      values: { kind: counts.bad > 0 ? 'classified-some' : 'classified', n: counts.good, bad: counts.bad, file },
    };
  }

  async function work(task: FolderTask, file: string): Promise<void> {
    try {
      const told = await classify(task, file);
      change(task, { state: 'done', ...told, file: finished.register(file) });
    } catch (error) {
      const { message, hint, values } = toWireError(error);
      change(task, { state: 'failed', message: hint ? `${message} ${hint}` : message, values });
    }
  }

  function forgetOldest(): void {
    for (const [id, { state }] of tasks) {
      if (tasks.size <= keptTasks) return;
      if (state.state !== 'running') tasks.delete(id);
    }
  }

  return {
    async start(runId, folder, wish) {
      await finishedModel(studio, runId);
      const files = await picturesIn(folder);
      const id = `classify-folder-${process.pid}-${++count}`;
      const isAlone = [...tasks.values()].every(({ state }) => state.state !== 'running');
      const told = isAlone
        ? { message: 'The engine is being started', values: { kind: 'engine-starting' } }
        : { message: 'Waits for the folder before', values: { kind: 'waits-for-folder' } };
      const state: TaskState = { task: id, kind: 'classify-folder', state: 'running', done: 0, total: files.length, ...told, file: null };
      const task: FolderTask = { state, run: runId, wish, files, stopping: new AbortController() };
      tasks.set(id, task);
      forgetOldest();
      onChange(state);
      const file = path.join(ensureFolder(studio.folder.exports), tableName(runId, folder));
      last = last.then(() => work(task, file));
      return state;
    },
    tasks: () => [...tasks.values()].map(({ state }) => state),
    stop(id) {
      const task = tasks.get(id);
      if (!task) throw new StudioError('not-found', `There is no task "${id}"`, { values: { kind: 'no-such-task' }, field: 'task' });
      task.stopping.abort();
      if (task.state.state === 'running') change(task, { message: 'Stopping', values: { kind: 'stopping' } });
      return task.state;
    },
    async close() {
      for (const { stopping } of tasks.values()) stopping.abort();
      await last;
    },
  };
}

/** `run-3-leaves-2026-11-21T15-04-05.678.csv`: a new file each time. */
const tableName = (run: number, folder: string): string => {
  const name = path.basename(folder).replace(/[^\p{L}\p{N}._-]/gu, '_').slice(0, 60);
  return `run-${run}-${name}-${new Date().toISOString().replaceAll(':', '-').slice(0, 23)}.csv`;
};
