/** 64 bits in hexadecimal each. */
export interface Hashed {
  readonly phash: string;
  readonly dhash: string;
}

/** Two of a list by their places in it. */
export interface NearPair {
  readonly first: number;
  readonly second: number;
  /** Bits in which their pHashes differ. */
  readonly distance: number;
  /** Near enough by pHash alone; else they look the same by dHash too. */
  readonly isSure: boolean;
}

// Chance of two unrelated pictures: 1e-13 at 4 bits, 7e-10 at 8; scenes are not drawn at random, so 8 asks the other hash too.
const sureBits = 4;
const likelyBits = 8;
const likelyOtherBits = 10;

const blocks = 4;
const blockBits = 16;
/** Of at most eight differing bits some block of four has at most two. */
const masks = nearMasks();

function nearMasks(): number[] {
  const one = Array.from({ length: blockBits }, (_, bit) => 1 << bit);
  return [0, ...one, ...one.flatMap((a, at) => one.slice(at + 1).map((b) => a | b))];
}

const bitCount = (value: number): number => {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};

/** Two words of 32 bits for each hash. */
function wordsOf(hashes: readonly string[]): Int32Array {
  const words = new Int32Array(hashes.length * 2);
  for (const [at, hash] of hashes.entries()) {
    words[at * 2] = Number.parseInt(hash.slice(0, 8), 16);
    words[at * 2 + 1] = Number.parseInt(hash.slice(8), 16);
  }
  return words;
}

const distanceOf = (words: Int32Array, a: number, b: number): number =>
  bitCount(words[a * 2]! ^ words[b * 2]!) + bitCount(words[a * 2 + 1]! ^ words[b * 2 + 1]!);

const blockOf = (words: Int32Array, at: number, block: number): number => (words[at * 2 + (block >> 1)]! >>> ((block & 1) * blockBits)) & 0xffff;

/**
 * All pairs that are near duplicates, each once, by their first and second place. Looks a hash up in an index of each of its four blocks instead of
 * comparing all with all (multi-index hashing, Norouzi et al. 2012): 100,000 hashes in seconds. Equal hashes should be given once.
 */
export function nearPairs(hashed: readonly Hashed[]): NearPair[] {
  const perceptual = wordsOf(hashed.map(({ phash }) => phash));
  const difference = wordsOf(hashed.map(({ dhash }) => dhash));
  const pairs: NearPair[] = [];
  const seen = new Int32Array(hashed.length).fill(-1);
  const indexes = Array.from({ length: blocks }, (_, block) => blockIndex(perceptual, hashed.length, block));
  for (let second = 0; second < hashed.length; second++) {
    for (const [block, { starts, places }] of indexes.entries()) {
      const own = blockOf(perceptual, second, block);
      for (const mask of masks) {
        const value = own ^ mask;
        for (let at = starts[value]!; at < starts[value + 1]!; at++) {
          const first = places[at]!;
          // In order, so that the rest of the bucket comes later.
          if (first >= second) break;
          if (seen[first] === second) continue;
          seen[first] = second;
          const distance = distanceOf(perceptual, first, second);
          if (distance > likelyBits) continue;
          const isSure = distance <= sureBits;
          if (isSure || distanceOf(difference, first, second) <= likelyOtherBits) pairs.push({ first, second, distance, isSure });
        }
      }
    }
  }
  return pairs.toSorted((a, b) => a.first - b.first || a.second - b.second);
}

/** Places by the value of a block, in order: those of `value` are `starts[value]` .. `starts[value + 1] - 1`. */
function blockIndex(words: Int32Array, count: number, block: number): { starts: Int32Array; places: Int32Array } {
  const starts = new Int32Array(2 ** blockBits + 1);
  for (let at = 0; at < count; at++) starts[blockOf(words, at, block) + 1]!++;
  for (let value = 0; value < 2 ** blockBits; value++) starts[value + 1]! += starts[value]!;
  const places = new Int32Array(count);
  const next = starts.slice();
  for (let at = 0; at < count; at++) places[next[blockOf(words, at, block)]!++] = at;
  return { starts, places };
}
