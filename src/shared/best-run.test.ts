import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestRun, isJudged, type RankedRun } from './best-run.ts';
import { runStates } from './run-state.ts';

const judged = (run: number, accuracy: number, more: Partial<RankedRun> = {}): RankedRun => ({
  run,
  state: 'done',
  datasetVersion: 1,
  headline: { split: 'val', accuracy },
  valLoss: 0.5,
  isPinned: false,
  ...more,
});

test('the best of a sweep, not the newest; what is newer is said', () => {
  const sweep = [judged(1, 0.7), judged(2, 0.79), judged(3, 0.5)];
  expect(bestRun(sweep)).toEqual({ run: 2, because: 'best', best: 2, newer: 3, incomparable: null });
  expect(bestRun([])).toBeNull();
  expect(bestRun([judged(1, 0.9, { state: 'failed' }), judged(2, 0, { headline: null })])).toBeNull();
});

test('of equal figures the lower validation loss, then the newer; without a loss last', () => {
  expect(bestRun([judged(1, 0.7, { valLoss: 0.3 }), judged(2, 0.7, { valLoss: 0.4 })])?.run).toBe(1);
  expect(bestRun([judged(1, 0.7), judged(2, 0.7)])?.run).toBe(2);
  expect(bestRun([judged(1, 0.7), judged(2, 0.7, { valLoss: null })])?.run).toBe(1);
  expect(bestRun([judged(1, 0.7, { valLoss: null }), judged(2, 0.7, { valLoss: null })])?.run).toBe(2);
});

test('figures of other pictures are not compared, and that is said', () => {
  const older = judged(1, 0.95);
  const newer = judged(2, 0.8, { datasetVersion: 2 });
  expect(bestRun([older, newer])).toEqual({ run: 2, because: 'best', best: 2, newer: null, incomparable: 1 });
  const tested = judged(2, 0.7, { headline: { split: 'test', accuracy: 0.7 } });
  expect(bestRun([judged(3, 0.8), tested])).toEqual({ run: 2, because: 'best', best: 2, newer: 3, incomparable: 3 });
});

test('the pinned run is taken, however bad and old', () => {
  const pinned = judged(1, 0.2, { isPinned: true });
  expect(bestRun([judged(2, 0.9, { datasetVersion: 2 }), pinned])).toEqual({ run: 1, because: 'pinned', best: 2, newer: 2, incomparable: null });
  expect(bestRun([judged(1, 0.9, { isPinned: true, state: 'failed' }), judged(2, 0.1)])?.run).toBe(2);
});

const anyRun = fc.record({
  state: fc.constantFrom(...runStates),
  datasetVersion: fc.integer({ min: 1, max: 3 }),
  headline: fc.option(fc.record({ split: fc.constantFrom('val' as const, 'test' as const), accuracy: fc.constantFrom(0, 0.5, 0.75, 1) })),
  valLoss: fc.option(fc.constantFrom(0.1, 0.2, 3)),
  isPinned: fc.boolean(),
});
const anyRuns = fc.array(anyRun, { maxLength: 12 }).map((runs) => {
  const pinned = runs.findIndex(({ isPinned }) => isPinned);
  return runs.map((run, i): RankedRun => ({ ...run, run: i + 1, isPinned: i === pinned }));
});

test('whatever runs there are: one that is judged, and none like it has a higher figure', () => {
  fc.assert(
    fc.property(anyRuns, (runs) => {
      const found = bestRun(runs);
      const all = runs.filter(isJudged);
      expect(found === null).toBe(all.length === 0);
      if (!found) return;
      const taken = all.find(({ run }) => run === found.run)!;
      expect(taken.isPinned).toBe(found.because === 'pinned');
      expect(all.some(({ isPinned }) => isPinned)).toBe(taken.isPinned);
      if (!taken.isPinned) expect(found.run).toBe(found.best);
      const best = all.find(({ run }) => run === found.best)!;
      expect(all.every(({ datasetVersion }) => datasetVersion <= best.datasetVersion)).toBe(true);
      const alike = all.filter((run) => run.datasetVersion === best.datasetVersion && run.headline!.split === best.headline!.split);
      expect(alike.every(({ headline }) => headline!.accuracy <= best.headline!.accuracy)).toBe(true);
    }),
  );
});

test('the order in which runs are told does not matter, and what is worse or has not ended changes nothing', () => {
  fc.assert(
    fc.property(anyRuns, fc.integer(), (runs, seed) => {
      const shuffled = runs.toSorted((a, b) => ((a.run * 7919 + seed) % 13) - ((b.run * 7919 + seed) % 13));
      expect(bestRun(shuffled)).toEqual(bestRun(runs));
      const found = bestRun(runs);
      if (!found) return;
      const best = runs.find(({ run }) => run === found.run)!;
      const worse = { ...best, run: 100, isPinned: false, headline: { ...best.headline!, accuracy: -1 } };
      expect(bestRun([...runs, worse])?.run).toBe(found.run);
      expect(bestRun([...runs, { ...worse, state: 'running', headline: null }])).toEqual(found);
    }),
  );
});
