/** Codes of up to so many bits are found in one step; longer ones are rare. */
const shortBits = 10;
const longestBits = 16;

/** A Huffman table of a JPEG, ready to be read by. */
export interface HuffmanTable {
  /** By the next ten bits: symbol << 8 | length, or 0 where the code is longer. */
  readonly short: Uint16Array;
  /** By length, one more than its last code; 0 where it has none. */
  readonly ends: Int32Array;
  /** By length, what leads from a code to its symbol. */
  readonly offsets: Int32Array;
  readonly symbols: Uint8Array;
}

/** How many bytes the table at `at` takes (ITU T.81, B.2.4.2, behind its class and number); `counts` are the first 16 of them. */
export function huffmanTableBytes(counts: Uint8Array): number {
  let symbols = 0;
  for (let i = 0; i < longestBits; i++) symbols += counts[i]!;
  return longestBits + symbols;
}

/** A table of its 16 counts and its symbols, or null where libjpeg would refuse it: more codes than there is room for, or one of all ones. */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | null {
  if (symbols.length === 0 || symbols.length > 256) return null;
  const short = new Uint16Array(1 << shortBits);
  const ends = new Int32Array(longestBits + 1);
  const offsets = new Int32Array(longestBits + 1);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= longestBits; length++) {
    code <<= 1;
    offsets[length] = at - code;
    for (let n = counts[length - 1]!; n > 0; n--, code++, at++) {
      if (length > shortBits) continue;
      const from = code << (shortBits - length);
      short.fill((symbols[at]! << 8) | length, from, from + (1 << (shortBits - length)));
    }
    if (code >= 1 << length) return null;
    if (counts[length - 1]! > 0) ends[length] = code;
  }
  return { short, ends, offsets, symbols };
}

function longCode({ ends, offsets, symbols }: HuffmanTable, next: number): number {
  for (let length = shortBits + 1; length <= longestBits; length++) {
    const code = next >>> (longestBits - length);
    if (code < ends[length]!) return (symbols[code + offsets[length]!]! << 8) | length;
  }
  return 0;
}

/** Symbol << 8 | length of the code that the next 16 bits begin with; 0 where there is none. */
export function codeIn(table: HuffmanTable, next: number): number {
  const found = table.short[next >>> (longestBits - shortBits)]!;
  return found === 0 ? longCode(table, next) : found;
}
