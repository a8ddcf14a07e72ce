import { expect, test } from 'vitest';
import type { StudyListRow } from '../../core/studies/list-studies.ts';
import type { RunProgress, RunRow } from '../../shared/contract/run-calls.ts';
import { endOf, endOfStudy, keepAwake, notifyOfEnd, showProgress } from './attention.ts';
import { follow, watchRuns } from './run-watch.ts';
import { german } from './words-de.ts';
import { english } from './words-en.ts';

const row = (run: number, state: RunRow['state'], more: Partial<RunRow> = {}): RunRow =>
  ({ run, state, name: null, datasetName: 'Weeds', headline: null, error: null, study: null, ...more }) as RunRow;
const progress = (more: Partial<RunProgress>): RunProgress =>
  ({ run: 1, activity: 'training', done: 0, total: 10, epoch: 1, epochs: 4, ...more }) as RunProgress;

function watched(current: RunRow[] = []) {
  const shown: number[] = [];
  const ended: RunRow[] = [];
  const studies: number[] = [];
  let state: StudyListRow | null = null;
  const started: string[] = [];
  const stopped: number[] = [];
  const awake = keepAwake({ start: (kind) => started.push(kind), stop: (id) => stopped.push(id) > 0 });
  const watcher = watchRuns({
    ask: () => current,
    onChange(watch) {
      showProgress({ setProgressBar: (value: number) => shown.push(value) }, watch);
      awake(watch);
    },
    onEnd: (end) => ended.push(end),
    askStudy: (study) => study === state?.study.id ? state : null,
    onStudyEnd: ({ study }) => studies.push(study.id),
  });
  return { watcher, shown, ended, studies, become: (status: StudyListRow['status'] | null) => (state = status && ({ study: { id: 3 }, status } as StudyListRow)), started, stopped };
}

test('a run from its start to its end: bar, wakefulness, and one end', () => {
  const { watcher, shown, ended, started, stopped } = watched();
  watcher.hear({ type: 'run', run: row(1, 'queued') });
  watcher.hear({ type: 'run', run: row(1, 'running') });
  watcher.hear({ type: 'run-progress', progress: progress({ activity: 'features', epoch: null, done: 5, fraction: 0.1 }) });
  watcher.hear({ type: 'run-progress', progress: progress({ epoch: 2, done: 5, fraction: 0.375 }) });
  watcher.hear({ type: 'run', run: row(1, 'running', { name: 'renamed' }) });
  watcher.hear({ type: 'run', run: row(1, 'done') });
  watcher.hear({ type: 'run', run: row(1, 'done', { note: 'a note' }) });
  expect(shown).toEqual([-1, 2, 0.1, 0.375, 0.375, -1, -1]);
  expect([started, stopped]).toEqual([['prevent-app-suspension'], [1]]);
  expect(ended.map(({ run }) => run)).toEqual([1]);
});

test('what somebody paused, stopped or deleted is no end to be told of; a failure is', () => {
  const { watcher, ended, shown } = watched();
  for (const state of ['paused', 'cancelled', 'failed'] as const) {
    watcher.hear({ type: 'run', run: row(1, 'running') });
    watcher.hear({ type: 'run', run: row(1, state) });
  }
  watcher.hear({ type: 'run', run: row(2, 'running') });
  watcher.hear({ type: 'run-removed', run: 2 });
  expect(ended.map(({ state }) => state)).toEqual(['failed']);
  expect(shown.at(-1)).toBe(-1);
});

test('of a study its end is told, not that of each of its runs; one of them that somebody goes on with later is told again', () => {
  const { watcher, ended, studies, become } = watched();
  const trains = (run: number, end: 'done' | 'failed' = 'done') => {
    watcher.hear({ type: 'run', run: row(run, 'running', { study: 3 }) });
    watcher.hear({ type: 'run', run: row(run, end, { study: 3 }) });
  };
  become('running');
  trains(1);
  watcher.hear({ type: 'study', study: 3 });
  trains(2, 'failed');
  become('failed');
  watcher.hear({ type: 'study', study: 3 });
  watcher.hear({ type: 'study', study: 3 });
  expect([ended, studies]).toEqual([[], [3]]);
  trains(2);
  expect(ended.map(({ run }) => run)).toEqual([2]);
  expect(endOfStudy({ study: { id: 3 }, dataset: 'Weeds', failed: 0, total: 4 }, english.notification)).toEqual({ title: 'Study 3 is done', body: '4 runs: Weeds' });
  expect(endOfStudy({ study: { id: 3 }, dataset: 'Weeds', failed: 1, total: 4 }, german.notification)).toEqual({ title: 'Studie 3 ist fertig', body: '1 von 4 Läufen sind gescheitert' });
});

test('a study that somebody stopped or removed is no end to be told of', () => {
  const { watcher, studies, become } = watched();
  for (const status of ['stopped', null] as const) {
    become('running');
    watcher.hear({ type: 'run', run: row(1, 'running', { study: 3 }) });
    watcher.hear({ type: 'run', run: row(1, 'done', { study: 3 }) });
    become(status);
    watcher.hear({ type: 'study', study: 3 });
  }
  expect(studies).toEqual([]);
});

test('what was missed is asked for; progress of a run that is not known is not shown', () => {
  const { watcher, shown } = watched([row(3, 'running'), row(2, 'done')]);
  watcher.hear({ type: 'run-progress', progress: progress({ run: 9, epoch: 3 }) });
  watcher.hear({ type: 'reset' });
  watcher.hear({ type: 'backbones' });
  expect([...watcher.running.keys()]).toEqual([3]);
  expect(shown).toEqual([-1, 2]);
});

test('follows a stream to its end', async () => {
  const heard: string[] = [];
  async function* events() {
    yield { sequence: 1, event: { type: 'reset' as const } };
    yield { sequence: 2, event: { type: 'backbones' as const } };
  }
  await follow(events(), { hear: ({ type }) => heard.push(type) }, () => undefined);
  expect(heard).toEqual(['reset', 'backbones']);
});

const words = english.notification;

test('the words of an end carry the figure with what it was measured on', () => {
  const headline = { split: 'val' as const, accuracy: 0.934, interval: [0.91, 0.95] as [number, number], independentGroups: null, images: 257 };
  expect(endOf(row(7, 'done', { headline }), words)).toEqual({
    title: 'Run 7 is done',
    body: '93.4 % right of 257 pictures (validation: chosen on these pictures)',
  });
  expect(endOf(row(7, 'done', { name: 'all', headline: { ...headline, split: 'test' } }), words)).toEqual({
    title: 'all is done',
    body: '93.4 % right of 257 pictures',
  });
  expect(endOf(row(7, 'failed', { error: { code: 'nan-loss', message: 'The loss became NaN' } }), words)).toEqual({
    title: 'Run 7 failed',
    body: 'The loss became NaN',
  });
});

test('and in German, where one picture is one', () => {
  const headline = { split: 'val' as const, accuracy: 1, interval: [0.2, 1] as [number, number], independentGroups: null, images: 1 };
  expect(endOf(row(7, 'done', { headline }), german.notification)).toEqual({
    title: 'Lauf 7 ist fertig',
    body: '100,0 % von 1 Bild richtig (Validierung: nach diesen Bildern ausgewählt)',
  });
});

test.each([
  [true, true, 0],
  [false, false, 0],
  [true, false, 1],
])('a notification comes where they are supported (%s) and nobody looks (%s)', (supported, lookedAt, count) => {
  const listeners = new Map<string, (...given: unknown[]) => void>();
  const logged: string[] = [];
  let shown = 0;
  let clicks = 0;
  const notification = { on: (name: string, listener: (...given: unknown[]) => void) => listeners.set(name, listener), show: () => shown++ };
  const notify = notifyOfEnd({
    isSupported: () => supported,
    create: () => notification as never,
    isLookedAt: () => lookedAt,
    onClick: () => clicks++,
    words: () => words,
    log: (line) => logged.push(line),
  });
  notify((said) => endOf(row(1, 'done'), said));
  listeners.get('click')?.();
  listeners.get('failed')?.({}, 'the program is not signed');
  expect([shown, clicks, logged]).toEqual([count, count, Array.from({ length: count }, () => 'A notification was not shown: the program is not signed')]);
});
