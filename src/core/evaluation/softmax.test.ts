import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { softmaxRows } from './softmax.ts';

test('by hand: logits ln 1, ln 2, ln 5 and equal ones', () => {
  const p = softmaxRows([0, Math.LN2, Math.log(5), 3, 3, 3], 3);
  [1 / 8, 2 / 8, 5 / 8, 1 / 3, 1 / 3, 1 / 3].forEach((value, i) => expect(p[i]).toBeCloseTo(value, 15));
});

test('keeps the far tail that float32 loses, and large logits', () => {
  const p = softmaxRows(Float32Array.of(0, -200, 1000, 1000), 2);
  expect(p[1]).toBeCloseTo(Math.exp(-200), 100);
  expect(p[1]).toBeGreaterThan(1e-87);
  expect(Array.from(p.slice(2))).toEqual([0.5, 0.5]);
});

test('rows sum to 1, keep the order and do not move when a constant is added', () => {
  const row = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 4, maxLength: 4 });
  const rows = fc.array(row, { minLength: 1 });
  fc.assert(
    fc.property(rows, fc.double({ min: -100, max: 100, noNaN: true }), (logits, shift) => {
      const p = softmaxRows(logits.flat(), 4);
      const shifted = softmaxRows(logits.flat().map((value) => value + shift), 4);
      logits.forEach((row, r) => {
        const own = p.slice(r * 4, r * 4 + 4);
        expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 13);
        own.forEach((value, c) => expect(shifted[r * 4 + c]).toBeCloseTo(value, 11));
        for (let c = 1; c < 4; c++) if (row[c]! > row[c - 1]!) expect(own[c]).toBeGreaterThanOrEqual(own[c - 1]!);
      });
    }),
  );
});

test('NaN and broken shapes name the place', () => {
  expect(() => softmaxRows([0, 0, Number.NaN, 0], 2)).toThrow('picture 1');
  expect(() => softmaxRows([0, Infinity], 2)).toThrow('picture 0');
  expect(() => softmaxRows([0, 0, 0], 2)).toThrow('3 logits');
});
