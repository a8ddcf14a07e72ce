import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { processorMs } from '../../../../test/processor-ms.ts';
import { nearSets } from './near-sets.ts';
import { nearPairs, type Hashed } from './near-pairs.ts';

interface Golden {
  pictures: (Hashed & { ties: number; flat: boolean })[];
  phashDistances: number[][];
  dhashDistances: number[][];
}
const golden = (JSON.parse(readFileSync(new URL('../../../../test/golden/near-duplicates.json', import.meta.url), 'utf8')) as { nearDuplicates: Golden }).nearDuplicates;

const bits = (hash: string) => BigInt(`0x${hash}`);
function distance(a: string, b: string): number {
  return (bits(a) ^ bits(b)).toString(2).replaceAll('0', '').length;
}
const hex = (value: bigint) => BigInt.asUintN(64, value).toString(16).padStart(16, '0');
/** Some hashes, and others that differ from them in a few bits. */
const anyHashes = fc
  .array(fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.array(fc.tuple(fc.uniqueArray(fc.nat(63), { maxLength: 10 }), fc.uniqueArray(fc.nat(63), { maxLength: 12 })), { maxLength: 3 })), { maxLength: 12 })
  .map((families) =>
    families.flatMap(([p, d, changes]): Hashed[] => [
      { phash: hex(p), dhash: hex(d) },
      ...changes.map(([a, b]) => ({ phash: hex(a.reduce((value, bit) => value ^ (1n << BigInt(bit)), p)), dhash: hex(b.reduce((value, bit) => value ^ (1n << BigInt(bit)), d)) })),
    ]),
  );

test('the pairs found by blocks are those that comparing all with all finds', () => {
  fc.assert(
    fc.property(anyHashes, (hashed) => {
      const expected = hashed.flatMap((second, at) =>
        hashed.slice(0, at).flatMap((first, before) => {
          const apart = distance(first.phash, second.phash);
          const isSure = apart <= 4;
          const isNear = isSure || (apart <= 8 && distance(first.dhash, second.dhash) <= 10);
          return isNear ? [{ first: before, second: at, distance: apart, isSure }] : [];
        }),
      );
      expect(nearPairs(hashed)).toEqual(expected.toSorted((a, b) => a.first - b.first || a.second - b.second));
    }),
  );
});

test("imagehash's distances on the golden pictures; what is flat or symmetric is near to none", () => {
  const { pictures, phashDistances, dhashDistances } = golden;
  for (const [i, a] of pictures.entries()) {
    for (const [j, b] of pictures.entries()) expect([distance(a.phash, b.phash), distance(a.dhash, b.dhash)]).toEqual([phashDistances[i]![j], dhashDistances[i]![j]]);
  }
  const groups = nearSets(pictures.map((picture) => (picture.ties > 0 || picture.flat ? null : picture)));
  expect(groups).toEqual([{ members: [0, 1], isSure: true, distance: 0 }]);
});

test('20,000 hashes, a tenth of them equal, are compared in seconds', () => {
  let state = 1;
  const word = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 0).toString(16).padStart(8, '0');
  const hash = () => ({ phash: word() + word(), dhash: word() + word() });
  const same = hash();
  const hashes = Array.from({ length: 20_000 }, (_, at) => (at % 10 === 0 ? same : hash()));
  const ms = processorMs(() => expect(nearSets(hashes)[0]!.members).toHaveLength(2000));
  // Comparing all with all takes 20 seconds.
  expect(ms).toBeLessThan(15_000);
});
