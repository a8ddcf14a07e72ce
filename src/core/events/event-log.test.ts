import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DatasetNews, NumberedEvent, StudioEvent } from '../../shared/contract/events.ts';
import { createEventLog, subjectOf } from './event-log.ts';

const news: DatasetNews = { kind: 'changes', changes: [{ what: 'gone', count: 3 }] };
const id = fc.integer({ min: 1, max: 3 });
const event: fc.Arbitrary<StudioEvent> = fc.oneof(
  fc.record({ type: fc.constant('run-notice' as const), run: id, notice: fc.record({ about: fc.constant('text' as const), text: fc.string() }) }),
  fc.record({ type: fc.constant('run-removed' as const), run: id }),
  fc.record({
    type: fc.constant('dataset' as const),
    dataset: fc.constantFrom('a', 'b'),
    news: fc.constantFrom(null, news),
  }),
  fc.record({ type: fc.constant('dataset-removed' as const), dataset: fc.constantFrom('a', 'b') }),
  fc.record({
    type: fc.constant('scan' as const),
    folder: fc.constantFrom('/x', '/y'),
    done: fc.nat(),
    total: fc.constant(null),
  }),
  fc.constant({ type: 'backbones' as const }),
);

/** What a reader knows who was told `events`: of each subject the newest state, and everything that is never replaced. */
function knowledge(events: readonly NumberedEvent[]): unknown {
  const states = new Map<string, StudioEvent>();
  const kept: StudioEvent[] = [];
  for (const { event: told } of events) {
    const subject = subjectOf(told);
    if (subject === null) kept.push(told);
    else states.set(subject, told);
  }
  return { states: Object.fromEntries([...states].sort(([a], [b]) => (a < b ? -1 : 1))), kept };
}

test('a reader that asks now and then knows in the end what one that heard everything knows', () => {
  const turn = fc.oneof({ weight: 4, arbitrary: event }, { weight: 1, arbitrary: fc.constant('read' as const) });
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 200 }), fc.integer({ min: 1, max: 12 }), (turns, kept) => {
      const log = createEventLog(1000, kept);
      const all: NumberedEvent[] = [];
      let told: NumberedEvent[] = [];
      let seen = log.last;
      const read = () => {
        const news = log.since(seen);
        // Too far behind: what it asks again is what is true now.
        if (news === null) told = [...all];
        else told.push(...news);
        seen = log.last;
        const numbers = (news ?? []).map(({ sequence }) => sequence);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      };
      for (const item of turns) {
        if (item === 'read') read();
        else {
          log.append(item);
          all.push({ sequence: log.last, event: item });
        }
      }
      read();
      expect(knowledge(told)).toEqual(knowledge(all));
    }),
  );
});

test('a reader of yesterday or of the future is told so, and one that is up to date is not', () => {
  const log = createEventLog(1000, 2);
  expect(log.since(999)).toBeNull();
  expect(log.since(1001)).toBeNull();
  expect(log.since(1000)).toEqual([]);
  for (let run = 1; run <= 10; run++) log.append({ type: 'run-notice', run, notice: { about: 'text', text: '' } });
  expect(log.since(1000), 'forgotten').toBeNull();
  expect(log.since(1009)!.map(({ sequence }) => sequence)).toEqual([1010]);
});

test('a state that follows at once takes the place of the one before; a removal that of the state', () => {
  const log = createEventLog(0, 100);
  for (let done = 1; done <= 1000; done++) log.append({ type: 'scan', folder: '/x', done, total: 1000 });
  log.append({ type: 'dataset', dataset: 'a', news });
  log.append({ type: 'dataset', dataset: 'a', news: null });
  log.append({ type: 'dataset-removed', dataset: 'a' });
  expect(log.since(0)!.map(({ event: told }) => told)).toEqual([
    { type: 'scan', folder: '/x', done: 1000, total: 1000 },
    { type: 'dataset', dataset: 'a', news },
    { type: 'dataset-removed', dataset: 'a' },
  ]);
});
