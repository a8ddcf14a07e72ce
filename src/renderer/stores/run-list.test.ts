import { expect, test } from 'vitest';
import type { RunProgress, RunRow } from '../../shared/contract/run-calls.ts';
import type { EpochReport } from '../../shared/trainer-protocol.ts';
import { inTurn, runOfStrip, withEpoch, withLoss, withRow, withSame } from './run-list.ts';

const row = (run: number, state: RunRow['state'] = 'done', startedAtMs = run): RunRow =>
  ({ run, state, startedAtMs }) as RunRow;
const epoch = (number: number, valLoss = 1): EpochReport => ({ epoch: number, valLoss }) as EpochReport;
const progress = (more: Partial<RunProgress>): RunProgress =>
  ({ run: 1, activity: 'training', done: 0, total: 0, epoch: null, epochs: 10, loss: null, ...more }) as RunProgress;

test('rows stay newest first, whatever comes when', () => {
  const rows = [row(3), row(1)];
  expect(withRow(rows, row(2)).map(({ run }) => run)).toEqual([3, 2, 1]);
  expect(withRow(rows, row(4)).map(({ run }) => run)).toEqual([4, 3, 1]);
  expect(withRow(rows, row(1, 'failed'))).toEqual([row(3), row(1, 'failed')]);
  expect(withRow([], row(1))).toEqual([row(1)]);
});

test('an epoch told again replaces the one before', () => {
  expect(withEpoch([epoch(1), epoch(2)], epoch(2, 0.5)).map(({ valLoss }) => valLoss)).toEqual([1, 0.5]);
  expect(withEpoch([epoch(2)], epoch(1)).map(({ epoch }) => epoch)).toEqual([1, 2]);
});

test('the strip shows what runs, else what was paused last', () => {
  expect(runOfStrip([row(4, 'queued'), row(3, 'running'), row(2, 'paused')])?.run).toBe(3);
  expect(runOfStrip([row(3, 'paused', 10), row(2, 'paused', 20)])?.run).toBe(2);
  expect(runOfStrip([row(1), row(2, 'failed')])).toBeNull();
});

test('what waits stands in the order in which it will run, whatever came last', () => {
  const waits = (run: number, queuePosition: number | null): RunRow => ({ ...row(run, 'queued'), queuePosition });
  expect(inTurn([row(9, 'running'), waits(8, 5), waits(7, 7), waits(6, 6), row(1)]).map(({ run }) => run)).toEqual([8, 6, 7]);
  expect(inTurn([waits(3, 0), waits(2, 0)]).map(({ run }) => run)).toEqual([2, 3]);
});

test('the sparkline keeps its ends and stays short', () => {
  let losses: number[] = [];
  for (let step = 1; step <= 1000; step += 1) losses = withLoss(losses, progress({ loss: step }));
  expect(losses.length).toBeLessThanOrEqual(64);
  expect(losses.at(-1)).toBe(1000);
  expect(withLoss([1], progress({ loss: Number.NaN }))).toEqual([1]);
  expect(withLoss([1], progress({ activity: 'features', loss: 5 }))).toEqual([1]);
});

test('parts of the progress that say the same stay the same objects: who shows them has nothing to do', () => {
  const told = (probability: number, leg = 0) =>
    progress({ leg, legs: [{ activity: 'training', phase: 'head' }], watched: [{ imageId: 1, label: 0, bars: [{ label: 0, probability }] }] });
  const first = withSame(undefined, told(0.5));
  const second = withSame(first, told(0.5, 1));
  expect(second.leg).toBe(1);
  expect(second.watched).toBe(first.watched);
  expect(second.legs).toBe(first.legs);
  expect(withSame(second, told(0.75)).watched).toEqual(told(0.75).watched);
});
