import { bandPixels } from './decode-cost.ts';
import type { Coefficients } from './jpeg-codes.ts';
import { huffmanTable, huffmanTableBytes } from './jpeg-huffman.ts';
import type { HuffmanTable } from './jpeg-huffman.ts';

export interface Component {
  readonly id: number;
  /** How many of its blocks lie side by side in a unit of all components, and above one another. */
  readonly across: number;
  readonly down: number;
  readonly quantizer: number;
  readonly blocks: number;
  /** Of each coefficient, how many of its lowest bits are still to come; -1 where nothing of it has. Progressive only. */
  readonly missing: Int8Array;
  readonly coefficients: Coefficients;
}

export interface Frame {
  readonly isProgressive: boolean;
  readonly components: readonly Component[];
  readonly units: number;
}

/** What the segments of a JPEG have said so far. */
export interface JpegSaid {
  frame: Frame | null;
  readonly quantizers: Set<number>;
  readonly dc: Map<number, HuffmanTable>;
  readonly ac: Map<number, HuffmanTable>;
  /** Units between two restart markers; 0 where there are none. */
  interval: number;
  scans: number;
}

const kinds = { quantizers: 0xdb, huffman: 0xc4, interval: 0xdd, comment: 0xfe, firstFrame: 0xc0, progressiveFrame: 0xc2, firstApplication: 0xe0, lastApplication: 0xef } as const;
const numbers = 4;
/** Of a difference of first coefficients: those of pictures of `bandPixels` then never overflow, which libjpeg would refuse. */
const mostBits = 11;
/** libjpeg's. */
const mostSide = 65_500;

/** Takes what a segment before the pixels says; false where it is not in order, or of a kind that is not known here. */
export function takeSegment(kind: number, body: Uint8Array, said: JpegSaid): boolean {
  if (kind === kinds.quantizers) return takeQuantizers(body, said.quantizers);
  if (kind === kinds.huffman) return takeHuffman(body, said);
  if (kind === kinds.interval) {
    if (body.length !== 2) return false;
    said.interval = body[0]! * 256 + body[1]!;
    return true;
  }
  if (kind >= kinds.firstFrame && kind <= kinds.progressiveFrame) {
    if (said.frame) return false;
    said.frame = frameOf(body, kind === kinds.progressiveFrame);
    return said.frame !== null;
  }
  return kind === kinds.comment || (kind >= kinds.firstApplication && kind <= kinds.lastApplication);
}

function takeQuantizers(body: Uint8Array, quantizers: Set<number>): boolean {
  let at = 0;
  while (at < body.length) {
    const [isWide, number] = [body[at]! >> 4, body[at]! & 15];
    if (isWide > 1 || number >= numbers) return false;
    quantizers.add(number);
    at += 1 + 64 * (1 + isWide);
  }
  return at === body.length;
}

function takeHuffman(body: Uint8Array, { dc, ac }: JpegSaid): boolean {
  let at = 0;
  while (at + 17 <= body.length) {
    const [kind, number] = [body[at]! >> 4, body[at]! & 15];
    const counts = body.subarray(at + 1, at + 17);
    const end = at + 1 + huffmanTableBytes(counts);
    if (kind > 1 || number >= numbers || end > body.length) return false;
    const symbols = body.subarray(at + 17, end);
    const table = kind === 0 && symbols.some((symbol) => symbol > mostBits) ? null : huffmanTable(counts, symbols);
    if (!table) return false;
    (kind === 0 ? dc : ac).set(number, table);
    at = end;
  }
  return at === body.length;
}

function frameOf(body: Uint8Array, isProgressive: boolean): Frame | null {
  const count = body[5]!;
  if (body.length !== 6 + 3 * count || body[0] !== 8 || (count !== 1 && count !== 3)) return null;
  const [height, width] = [body[1]! * 256 + body[2]!, body[3]! * 256 + body[4]!];
  if (width === 0 || height === 0 || Math.max(width, height) > mostSide || width * height > bandPixels) return null;
  const rows = Array.from({ length: count }, (_, i) => {
    const at = 6 + i * 3;
    return { id: body[at]!, across: body[at + 1]! >> 4, down: body[at + 1]! & 15, quantizer: body[at + 2]! };
  });
  const across = Math.max(...rows.map((row) => row.across));
  const down = Math.max(...rows.map((row) => row.down));
  const isUsual = (most: number, own: number): boolean => own > 0 && most <= 4 && most % own === 0;
  if (!rows.every((row) => isUsual(across, row.across) && isUsual(down, row.down)) || new Set(rows.map(({ id }) => id)).size < count) return null;
  const components = rows.map((row): Component => {
    const blocks = Math.ceil((width * row.across) / (across * 8)) * Math.ceil((height * row.down) / (down * 8));
    const kept = isProgressive ? blocks : 0;
    return { ...row, blocks, missing: new Int8Array(64).fill(-1), coefficients: { low: new Int32Array(kept), high: new Int32Array(kept) } };
  });
  return { isProgressive, components, units: Math.ceil(width / (across * 8)) * Math.ceil(height / (down * 8)) };
}
