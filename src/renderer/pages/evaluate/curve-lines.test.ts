import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EpochReport } from '../../../shared/trainer-protocol.ts';
import { curveLines } from './curve-lines.ts';

const epochs = (...valLoss: number[]) => valLoss.map((loss, i) => ({ epoch: i + 1, valLoss: loss }) as EpochReport);

test('runs of different lengths stand over one axis; what a run has not told is no number', () => {
  const { x, lines } = curveLines([{ label: 'a', epochs: epochs(3, 2) }, { label: 'b', epochs: epochs(5) }], ({ valLoss }) => valLoss);
  expect([x, lines.map(({ values }) => values)]).toEqual([[1, 2], [[3, 2], [5, Number.NaN]]]);
  expect(curveLines([], ({ valLoss }) => valLoss)).toEqual({ x: [], lines: [] });
});

test('up to forty runs no two lines look alike, and no two neighbours have one dash', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (count) => {
      const { lines } = curveLines(Array.from({ length: count }, (_, i) => ({ label: String(i), epochs: epochs(1) })), ({ valLoss }) => valLoss);
      const looks = lines.map(({ colour, dash }) => `${colour} ${dash?.join() ?? ''}`);
      expect(new Set(looks).size).toBe(count);
      expect(lines.every(({ dash }, i) => i === 0 || dash?.join() !== lines[i - 1]!.dash?.join())).toBe(true);
    }),
  );
});
