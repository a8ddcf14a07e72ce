import { expect, test, vi } from 'vitest';
import type { NumberedEvent, StudioEvent } from '../../shared/contract/events.ts';
import { StudioCallError } from './call-error.ts';
import { followEvents } from './events.ts';
import type { ConnectionState } from './events.ts';

const backbones = (sequence: number): NumberedEvent => ({ sequence, event: { type: 'backbones' } });
type Step = NumberedEvent[] | Error;

function play(steps: Step[], onEvent: (event: StudioEvent) => void = () => undefined) {
  const stop = new AbortController();
  const seen = { after: [] as (number | undefined)[], states: [] as ConnectionState[], waits: [] as number[], events: 0 };
  const done = followEvents(
    {
      async subscribe(after) {
        seen.after.push(after);
        const step = steps.shift();
        if (!step) throw new Error('subscribed more often than planned');
        if (step instanceof Error) throw step;
        return (async function* () {
          yield* step;
        })();
      },
      onEvent(event) {
        seen.events += 1;
        onEvent(event);
      },
      onState: (state) => seen.states.push(state),
      async wait(milliseconds) {
        seen.waits.push(milliseconds);
        if (steps.length === 0) stop.abort();
      },
    },
    stop.signal,
  );
  return { done, seen };
}

test('after a break the stream goes on after the last event seen', async () => {
  const { done, seen } = play([[backbones(4), backbones(5)], [backbones(6)], []]);
  await done;
  expect(seen.after).toEqual([undefined, 5, 6]);
  expect(seen.events).toBe(3);
});

test('waits grow to eight seconds and start anew once events come', async () => {
  const broken = () => new TypeError('Failed to fetch');
  const { done, seen } = play([broken(), broken(), broken(), broken(), broken(), broken(), [backbones(1)], broken()]);
  await done;
  expect(seen.waits).toEqual([500, 1000, 2000, 4000, 8000, 8000, 500, 1000]);
  expect(seen.states.slice(0, 3)).toEqual(['connecting', 'lost', 'lost']);
});

test('a refused window does not try again', async () => {
  const { done, seen } = play([new StudioCallError('refused', '401'), [backbones(1)]]);
  await done;
  expect(seen.states).toEqual(['connecting', 'refused']);
  expect(seen.events).toBe(0);
});

test('an event whose handling fails is reported and the next one still comes', async () => {
  const report = vi.fn();
  vi.stubGlobal('reportError', report);
  let count = 0;
  const { done, seen } = play([[backbones(1), backbones(2)], []], () => {
    count += 1;
    if (count === 1) throw new Error('a store failed');
  });
  await done;
  expect(report).toHaveBeenCalledOnce();
  expect(seen.events).toBe(2);
  vi.unstubAllGlobals();
});
