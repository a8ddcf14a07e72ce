import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { NumberedEvent } from '../../shared/contract/events.ts';
import { createEventHub } from './event-hub.ts';
import type { Clock } from './event-hub.ts';

/** Time that passes only while somebody sleeps. */
function sleepersClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    async sleep(ms) {
      nowMs += ms;
      await wait(0);
    },
  };
}

const notice = { about: 'text', text: '' } as const;
const scan = (done: number) => ({ type: 'scan', folder: '/x', done, total: null }) as const;

async function take(events: AsyncGenerator<NumberedEvent>, count: number): Promise<NumberedEvent[]> {
  const taken: NumberedEvent[] = [];
  while (taken.length < count) taken.push((await events.next()).value as NumberedEvent);
  return taken;
}

test('the first event of a new subscription is reset, then comes what is published', async () => {
  const hub = createEventHub({ clock: sleepersClock() });
  hub.publish(scan(1));
  const events = hub.subscribe();
  const [first] = await take(events, 1);
  expect(first!.event).toEqual({ type: 'reset' });
  hub.publish(scan(2));
  const [second] = await take(events, 1);
  expect(second).toEqual({ sequence: first!.sequence + 1, event: scan(2) });
  hub.close();
  expect(await events.next()).toEqual({ done: true, value: undefined });
});

test('a window that leaves hears nothing more, not even of what was published at once', async () => {
  const hub = createEventHub({ clock: sleepersClock() });
  const leaving = new AbortController();
  const events = hub.subscribe({ signal: leaving.signal });
  await take(events, 1);
  for (let run = 1; run <= 3; run++) hub.publish({ type: 'run-notice', run, notice });
  await take(events, 1);
  leaving.abort();
  expect(await events.next()).toEqual({ done: true, value: undefined });
  hub.close();
});

test('a window that lost its connection hears what it missed, and reset where that is forgotten', async () => {
  const hub = createEventHub({ clock: sleepersClock(), kept: 4 });
  const [{ sequence: after } = { sequence: 0 }] = await take(hub.subscribe(), 1);
  for (let run = 1; run <= 3; run++) hub.publish({ type: 'run-notice', run, notice });
  const missed = await take(hub.subscribe({ after }), 3);
  expect(missed.map(({ event }) => event)).toEqual([1, 2, 3].map((run) => ({ type: 'run-notice', run, notice })));
  for (let run = 4; run <= 20; run++) hub.publish({ type: 'run-notice', run, notice });
  expect((await take(hub.subscribe({ after }), 1))[0]!.event).toEqual({ type: 'reset' });
  hub.close();
});

test('numbers of a later start are above those of an earlier one, so that its readers are reset', async () => {
  const earlier = createEventHub();
  for (let done = 0; done < 1000; done++) earlier.publish(scan(done));
  const [{ sequence: after } = { sequence: 0 }] = await take(earlier.subscribe(), 1);
  await wait(5);
  const later = createEventHub();
  const [first] = await take(later.subscribe({ after }), 1);
  expect(first!.event).toEqual({ type: 'reset' });
  expect(first!.sequence).toBeGreaterThan(after);
  earlier.close();
  later.close();
});

/** Time that passes when the test says so; who sleeps until then wakes in order. */
function heldClock(): Clock & { pass(ms: number): Promise<void> } {
  let nowMs = 0;
  let sleepers: { untilMs: number; wake: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ untilMs: nowMs + ms, wake: resolve });
        signal.addEventListener('abort', () => resolve());
      }),
    async pass(ms) {
      nowMs += ms;
      const due = sleepers.filter(({ untilMs }) => untilMs <= nowMs);
      sleepers = sleepers.filter((sleeper) => !due.includes(sleeper));
      for (const { wake } of due) wake();
      // Whoever woke has read its batch before any more time passes.
      await wait(0);
    },
  };
}

test('a storm of 10,000 states comes as ten batches a second of the newest each, epochs complete', async () => {
  const clock = heldClock();
  const hub = createEventHub({ clock });
  const events = hub.subscribe();
  await take(events, 1);
  const seen: { atMs: number; event: NumberedEvent['event'] }[] = [];
  const reading = (async () => {
    for await (const { event } of events) seen.push({ atMs: clock.nowMs(), event });
  })();
  for (let done = 1; done <= 10_000; done++) {
    hub.publish(scan(done));
    if (done % 1000 === 0) hub.publish({ type: 'run-notice', run: done, notice });
    if (done % 20 === 0) await clock.pass(2);
  }
  await clock.pass(100);
  hub.close();
  await reading;
  const scans = seen.filter(({ event }) => event.type === 'scan');
  // A thousand milliseconds of storm: a batch at every hundredth, each the newest of then.
  expect(scans.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 11 }, (_, i) => 100 * (i + 1)).slice(0, scans.length));
  expect(scans.length).toBeGreaterThanOrEqual(10);
  for (const { atMs, event } of scans) expect(event).toEqual(scan(Math.min(10_000, atMs * 10)));
  expect(scans.at(-1)!.event).toEqual(scan(10_000));
  expect(seen.filter(({ event }) => event.type === 'run-notice').map(({ event }) => event)).toEqual(
    Array.from({ length: 10 }, (_, i) => ({ type: 'run-notice', run: 1000 * (i + 1), notice })),
  );
});

test('200 windows that never read cost no more than none; 200 that read all hear the end; aborting ends each', async () => {
  const clock = heldClock();
  const hub = createEventHub({ clock, kept: 50 });
  const idle = Array.from({ length: 200 }, () => hub.subscribe());
  const leaving = new AbortController();
  const heard: number[] = [];
  const readers = Array.from({ length: 200 }, async (_, window) => {
    for await (const { event } of hub.subscribe({ signal: leaving.signal })) {
      if (event.type === 'scan' && event.done === 5000) heard.push(window);
    }
  });
  await Promise.all(idle.map((events) => events.next()));
  await wait(0);
  for (let done = 1; done <= 5000; done++) hub.publish(scan(done));
  await clock.pass(100);
  expect(heard.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, window) => window));
  leaving.abort();
  await Promise.all(readers);
  for (let run = 1; run <= 500; run++) hub.publish({ type: 'run-notice', run, notice });
  const reading = Promise.all(idle.map(async (events) => (await events.next()).value as NumberedEvent));
  await wait(0);
  await clock.pass(100);
  const late = await reading;
  expect(new Set(late.map(({ event }) => event.type)), 'too far behind').toEqual(new Set(['reset']));
  hub.close();
});
