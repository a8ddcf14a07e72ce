import type { WeightsFault } from '../safetensors-header.ts';

type Refuse = (problem: string, hint?: string, kind?: WeightsFault) => never;

/** Reads the parts of a pickle in their order, never past its end. */
export interface Cursor {
  readonly position: () => number;
  readonly byte: () => number;
  /** Little-endian, unsigned; 8 bytes must be a safe integer. */
  readonly unsigned: (bytes: 1 | 2 | 4 | 8) => number;
  readonly int32: () => number;
  /** Big-endian. */
  readonly float64: () => number;
  /** Two's complement, little-endian. */
  readonly long: (bytes: number) => number | bigint;
  readonly take: (bytes: number) => Buffer;
  /** Up to the next newline, which is taken too. */
  readonly line: () => string;
}

/** The magic number of old files has 10 bytes, states of random generators fewer than this. */
const longLimitBytes = 256;
const lineLimit = 1000;

export function createCursor(bytes: Buffer, start: number, refuse: Refuse): Cursor {
  let at = start;
  const take = (count: number): Buffer => {
    if (count > bytes.length - at) refuse(`holds a pickle that is cut off or damaged at byte ${at}`, undefined, 'weights-cut-off');
    at += count;
    return bytes.subarray(at - count, at);
  };
  return {
    position: () => at,
    byte: () => take(1)[0]!,
    unsigned: (width) => {
      const raw = take(width);
      if (width < 8) return raw.readUIntLE(0, width);
      const value = raw.readBigUInt64LE();
      return value > BigInt(Number.MAX_SAFE_INTEGER) ? refuse('holds a pickle with an absurd length', undefined, 'weights-too-much') : Number(value);
    },
    int32: () => take(4).readInt32LE(),
    float64: () => take(8).readDoubleBE(),
    long: (count) => {
      if (count > longLimitBytes) refuse(`holds a whole number of ${count} bytes`);
      const raw = take(count);
      if (count === 0) return 0;
      const value = BigInt.asIntN(8 * count, BigInt(`0x${Buffer.from(raw).reverse().toString('hex')}`));
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    },
    take,
    line: () => {
      const end = bytes.subarray(at, at + lineLimit).indexOf(0x0a);
      if (end < 0) refuse('holds a pickle with a name that does not end');
      const text = take(end).toString('utf8');
      at++;
      return text;
    },
  };
}
