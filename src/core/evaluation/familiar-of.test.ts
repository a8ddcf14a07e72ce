import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { familiarOf } from './familiar-of.ts';
import type { Familiar } from './familiar-of.ts';
import { familiarityIndex, leastSquare } from './familiarity-index.ts';
import type { FamiliarityIndex } from './familiarity-index.ts';
import { nearRows } from './near-rows.ts';
import { plainFamiliarity } from './plain-familiarity.fixture.ts';

const golden = JSON.parse(readFileSync(new URL('../../../test/golden/none-of-these.json', import.meta.url), 'utf8')) as { bank: number[][]; known: number[][]; unknown: number[][] };
const dimensions = 6;

test('an index of a byte a value scores as the bank of its own rows does, and within its rounding as that of the features', () => {
  const [bank, asked] = [golden.bank.flat(), [...golden.known, ...golden.unknown].flat()];
  const index = familiarityIndex(Float32Array.from(bank), dimensions, 5);
  const scores = familiarOf(index)(asked).map(({ score }) => score);
  expect(scores).toEqual(plainFamiliarity(index.rows, dimensions, 5, asked).map((score) => expect.closeTo(score, 9)));
  const exact = plainFamiliarity(bank, dimensions, 5, asked);
  for (const [i, score] of scores.entries()) expect(Math.abs(score - exact[i]!)).toBeLessThan(0.01);
});

test('the nearest pictures come first; one that is the same is at the least distance and no nearer', () => {
  const index = familiarityIndex(Float32Array.of(1, 0, 0, 1, 1, 1, 0, 0), 2, 1);
  const [same, zero] = familiarOf(index, 4)(Float32Array.of(0, 3, 0, 0));
  expect(same).toEqual({ score: -Math.sqrt(leastSquare), nearest: [1, 2, 3, 0] });
  // Zeros stay zeros: at distance 1 from all but zeros.
  expect(zero!.nearest[0]).toBe(3);
  expect(familiarOf(index)(Float32Array.of(-1, 0))[0]!.score).toBeCloseTo(-1, 12);
});

test('how long features are changes nothing', () => {
  const row = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 3, maxLength: 6 }), row, fc.integer({ min: 2, max: 9 }), (bank, asked, factor) => {
      const of = (scale: number) => familiarOf(familiarityIndex(Float32Array.from(bank.flat(), (value) => value * scale), 4, 2))(asked.map((value) => value * factor))[0]!.score;
      expect(of(factor)).toBeCloseTo(of(1), 6);
    }),
  );
});

/** Every distance one by one, its sum in the order of the dimensions: what scores were first kept by, and have to be to the last bit. */
function plainly({ rows, dimensions, k }: FamiliarityIndex, own: readonly number[], shown: number): Familiar {
  const lengthOf = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0));
  const length = Math.max(lengthOf(own), 1e-10);
  const ownSquare = (lengthOf(own) / length) ** 2;
  const squares = Float64Array.from({ length: rows.length / dimensions }, (_, place) => {
    const other = rows.subarray(place * dimensions, (place + 1) * dimensions);
    const dot = own.reduce((sum, value, d) => sum + value * other[d]!, 0);
    return Math.max(leastSquare, lengthOf(other) === 0 ? ownSquare : ownSquare + 1 - (2 * dot) / (length * lengthOf(other)));
  });
  const nearest = [...squares.keys()].sort((a, b) => squares[a]! - squares[b]!).slice(0, shown);
  return { score: -Math.sqrt(squares.toSorted()[k - 1] ?? NaN), nearest };
}

const held = (index: FamiliarityIndex, asked: readonly (readonly number[])[], shown: number) =>
  expect(familiarOf(index, shown)(asked.flat())).toEqual(asked.map((own) => plainly(index, own, shown)));

const scales = [0, 1e-320, 1e-200, 1e-12, 0.9e-10, 1.1e-10, 1e-3, 1, 127, 1e9, 1e150, 1e155, 1e300];

/** An index full of rows that are the same, nearly the same, opposite and nothing, and features like them, of any length or none. */
const awkward = fc.integer({ min: 1, max: 40 }).chain((dimensions) => {
  const whole = fc.integer({ min: -128, max: 127 });
  const row = fc.array(fc.oneof(fc.constant(0), whole), { minLength: dimensions, maxLength: dimensions });
  const changed = fc.record({ of: fc.nat(3), at: fc.nat(dimensions - 1), by: fc.integer({ min: -1, max: 1 }), sign: fc.constantFrom(1, 1, 1, -1, 0) });
  const number = fc.oneof(fc.constant(0), fc.double({ min: -2, max: 2, noNaN: true }), fc.constantFrom(NaN, Infinity, -Infinity, 1e308, 5e-324));
  return fc.record({
    dimensions: fc.constant(dimensions),
    first: fc.array(row, { minLength: 4, maxLength: 4 }),
    known: fc.array(changed, { minLength: 1, maxLength: 60 }),
    alike: fc.array(fc.record({ change: changed, scale: fc.constantFrom(...scales) }), { minLength: 1, maxLength: 9 }),
    other: fc.array(fc.array(number, { minLength: dimensions, maxLength: dimensions }), { maxLength: 3 }),
    k: fc.integer({ min: 1, max: 5 }),
    shown: fc.nat(4),
  });
});

test('scores and nearest pictures are those of all distances, to the last bit: of rows that are the same or nearly so, of zeros, of what is no number, of any length', () => {
  fc.assert(
    fc.property(awkward, ({ dimensions, first, known, alike, other, k, shown }) => {
      const changed = ({ of, at, by, sign }: (typeof known)[number]) => first[of]!.map((value, d) => (Math.max(-127, Math.min(127, value)) + (d === at ? by : 0)) * sign);
      const rows = Int8Array.from(known.flatMap(changed));
      held({ rows, dimensions, k }, [...alike.map(({ change, scale }) => changed(change).map((value) => value * scale)), ...other], shown);
    }),
    { numRuns: 400 },
  );
});

/** Numbers from 0 up to 1 that are the same every time. */
function drawing(): () => number {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

test('the same over many blocks of rows and sets of pictures, and where sums are as large as they get', () => {
  const draw = drawing();
  const drawn = (dimensions: number) => Array.from({ length: dimensions }, () => Math.max(-0.2, draw() - 0.4));
  const kept = familiarityIndex(Float32Array.from(Array.from({ length: 1501 }, () => drawn(33)).flat()), 33, 3);
  held(kept, Array.from({ length: 70 }, () => drawn(33)), 5);
  const most = Int8Array.from([-128, 127, 126, -127].flatMap((value) => Array.from({ length: 2048 }, () => value)));
  held({ rows: most, dimensions: 2048, k: 2 }, [1, -1].map((value) => Array.from({ length: 2048 }, (_, d) => (d === 7 ? 0.9999 * value : value))), 4);
});

test('of many pictures the distances to a few are worked out', () => {
  const draw = drawing();
  const drawn = () => Array.from({ length: 512 }, () => Math.max(0, draw() - 0.3));
  const index = familiarityIndex(Float32Array.from(Array.from({ length: 1000 }, drawn).flat()), 512, 3);
  const places = nearRows(index, 3).placesNear(Array.from({ length: 20 }, () => Float64Array.from(drawn())));
  expect(Math.max(...places.map(({ length }) => length))).toBeLessThan(8);
});
