import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef } from 'vue';
import { bestRun, type BestRun } from '../../shared/best-run.ts';
import type { StudioEvent } from '../../shared/contract/events.ts';
import type { RunDetails, RunNotice, RunProgress, RunRow } from '../../shared/contract/run-calls.ts';
import type { AnswersSoFar } from '../../shared/answers-so-far.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';
import { studio } from '../api/client.ts';
import { useLoading } from './loading.ts';
import { inTurn, runOfStrip, withEpoch, withLoss, withMarks, withRow, withSame } from './run-list.ts';

/** All runs of all projects, live. Arrays and rows are replaced whole, never changed. */
export const useRuns = defineStore('runs', () => {
  /** Newest first; null until they came. */
  const rows = shallowRef<RunRow[] | null>(null);
  /** Of runs that run now, by run. */
  const progress = shallowReactive(new Map<number, RunProgress>());
  /** Of runs whose details were asked for or that ran while this window was open, by run. */
  const epochs = shallowReactive(new Map<number, EpochReport[]>());
  /** Newest losses for the sparkline, by run. */
  const losses = shallowReactive(new Map<number, number[]>());
  /** What the best weights so far say of the validation pictures, by run. */
  const answers = shallowReactive(new Map<number, AnswersSoFar>());
  /** What a run told beside figures, newest last. */
  const notices = shallowReactive(new Map<number, RunNotice[]>());
  /** Names in label order, of runs whose details were asked for. */
  const classes = shallowReactive(new Map<number, string[]>());

  const { isLoading, error, load } = useLoading(async () => {
    rows.value = await studio.runs.list({});
    for (const run of progress.keys()) if (rowOf(run)?.state !== 'running') progress.delete(run);
    const running = rows.value.find((row) => row.state === 'running');
    if (running) await details(running.run);
  });

  const active = computed(() => runOfStrip(rows.value ?? []));
  /** Of all projects, in the order in which they will run. */
  const queued = computed(() => inTurn(rows.value ?? []));
  const rowOf = (run: number): RunRow | null => rows.value?.find((row) => row.run === run) ?? null;
  const ofDataset = (dataset: string): RunRow[] => (rows.value ?? []).filter((row) => row.dataset === dataset);

  const best = computed(() => new Map([...Map.groupBy(rows.value ?? [], (row) => row.dataset)].map(([dataset, of]) => [dataset, bestRun(of)])));
  /** The pinned run of a data set, else the best: what is shown, used and exported where nobody chose. Null before one is done. */
  const bestOf = (dataset: string): BestRun | null => best.value.get(dataset) ?? null;

  /** Whole details; epochs and progress of them go to where events add to them. */
  async function details(run: number): Promise<RunDetails> {
    const found = await studio.runs.show({ run });
    epochs.set(run, found.epochs);
    notices.set(run, found.notices);
    classes.set(run, found.classes);
    if (found.answers) answers.set(run, found.answers);
    if (found.progress) progress.set(run, found.progress);
    return found;
  }

  function put(row: RunRow): void {
    rows.value = withMarks(withRow(rows.value ?? [], row), row);
    if (row.state !== 'running') progress.delete(row.run);
  }

  function forget(run: number): void {
    rows.value = rows.value && withMarks(rows.value.filter((row) => row.run !== run));
    for (const map of [progress, answers, epochs, losses, notices, classes]) map.delete(run);
  }

  function apply(event: StudioEvent): void {
    if (event.type === 'reset') void load();
    else if (event.type === 'run') put(event.run);
    else if (event.type === 'run-removed') forget(event.run);
    else if (event.type === 'run-epoch') epochs.set(event.run, withEpoch(epochs.get(event.run) ?? [], event.report));
    else if (event.type === 'run-answers') answers.set(event.run, event.answers);
    else if (event.type === 'run-notice') notices.set(event.run, [...(notices.get(event.run) ?? []), event.notice]);
    else if (event.type === 'run-progress') {
      progress.set(event.progress.run, withSame(progress.get(event.progress.run), event.progress));
      losses.set(event.progress.run, withLoss(losses.get(event.progress.run) ?? [], event.progress));
    }
  }

  /** Calls that answer with the row; the row is shown at once. */
  const answered = async (call: Promise<RunRow>): Promise<RunRow> => {
    const row = await call;
    put(row);
    return row;
  };
  const pause = (run: number) => answered(studio.runs.pause({ run }));
  const stop = (run: number) => answered(studio.runs.stop({ run }));
  const resume = (run: number) => answered(studio.runs.resume({ run }));
  const finish = (run: number) => answered(studio.runs.finish({ run }));
  /** What it gives back to the disk, bytes. */
  async function remove(run: number): Promise<number> {
    const { freedBytes } = await studio.runs.remove({ run });
    forget(run);
    return freedBytes;
  }
  const pin = (run: number, isPinned: boolean) => answered(studio.runs.pin({ run, isPinned }));

  return {
    rows,
    progress,
    epochs,
    losses,
    answers,
    notices,
    classes,
    isLoading,
    error,
    active,
    queued,
    load,
    details,
    rowOf,
    ofDataset,
    bestOf,
    put,
    forget,
    apply,
    pause,
    stop,
    resume,
    finish,
    remove,
    pin,
  };
});
