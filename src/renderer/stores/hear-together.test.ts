import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StudioEvent } from '../../shared/contract/events.ts';
import { hearTogether } from './hear-together.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const epoch = (at: number) => ({ type: 'run-epoch', run: 1, report: { epoch: at } }) as StudioEvent;

test('what a training says is handed on twice a second, in its order, nothing left out', () => {
  const turns: number[][] = [];
  let turn = -1;
  const hear = hearTogether((event) => {
    if (turn !== performance.now()) turns.push([]);
    turn = performance.now();
    turns.at(-1)!.push((event as Extract<StudioEvent, { type: 'run-epoch' }>).report.epoch);
  });
  for (let at = 1; at <= 40; at += 1) {
    hear(epoch(at));
    vi.advanceTimersByTime(50);
  }
  vi.advanceTimersByTime(500);
  expect(turns[0], 'the first at once').toEqual([1]);
  expect(turns.length).toBeLessThanOrEqual(6);
  expect(turns.flat()).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
});

test('anything else comes at once, after what waits; an event that cannot be handled keeps no other', () => {
  const heard: string[] = [];
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const hear = hearTogether((event) => {
    if (event.type === 'run-removed') throw new Error('no such run');
    heard.push(event.type);
  });
  hear(epoch(1));
  hear(epoch(2));
  expect(heard).toEqual(['run-epoch']);
  hear({ type: 'run', run: { run: 1, state: 'running' } } as StudioEvent);
  expect(heard, 'that it trains now').toEqual(['run-epoch', 'run-epoch', 'run']);
  hear({ type: 'run', run: { run: 1, state: 'running' } } as StudioEvent);
  expect(heard).toHaveLength(3);
  hear({ type: 'run-removed', run: 2 });
  hear({ type: 'run', run: { run: 1, state: 'done' } } as StudioEvent);
  expect(heard).toEqual(['run-epoch', 'run-epoch', 'run', 'run', 'run']);
  expect(reported).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});
