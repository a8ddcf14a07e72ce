import { expect, test } from 'vitest';
import { bestRunText } from './best-run-text.ts';

test('a run that is taken, and those that are passed over, are called by their names too', () => {
  const best = { run: 3, because: 'best', best: 3, newer: 5, incomparable: 2 } as const;
  const names: Readonly<Record<number, string>> = { 3: '3 "first try"', 5: '5 "warm"' };
  expect(bestRunText(best, (run) => names[run] ?? String(run))).toBe('run 3 "first try", the best (run 5 "warm" is newer; run 2 has a higher figure, of other pictures)');
  expect(bestRunText({ ...best, newer: null, incomparable: null, because: 'pinned' }, String)).toBe('run 3, which is pinned');
});
