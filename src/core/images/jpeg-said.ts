import { bandPixels } from './decode-cost.ts';
import { tablePlace } from './jpeg-codes.ts';
import type { JpegCodes, TablePlace } from './jpeg-codes.ts';

export interface Component {
  readonly id: number;
  /** How many of its blocks lie side by side in a unit of all components, and above one another. */
  readonly across: number;
  readonly down: number;
  readonly quantizer: number;
  readonly blocks: number;
  /** How many blocks those before it have. */
  readonly base: number;
  /** Of each coefficient, how many of its lowest bits are still to come; -1 where nothing of it has. Progressive only. */
  readonly missing: Int8Array;
}

export interface Frame {
  readonly isProgressive: boolean;
  readonly components: readonly Component[];
  readonly units: number;
}

/** What the segments of a JPEG have said so far. */
export interface JpegSaid {
  /** What the first frame header is going to say. */
  readonly ahead: Frame;
  frame: Frame | null;
  readonly quantizers: Set<number>;
  readonly dc: Map<number, TablePlace>;
  readonly ac: Map<number, TablePlace>;
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

/** A segment of a file behind its marker and length. */
export interface SegmentBody {
  readonly kind: number;
  /** Of its first byte in the file. */
  readonly at: number;
  readonly body: Uint8Array;
}

/** What stands behind the marker at `at`, which is none that stands alone; null where none is there or it does not end in the file. */
export function segmentAt(file: Uint8Array, at: number): SegmentBody | null {
  const end = at + 2 + file[at + 2]! * 256 + file[at + 3]!;
  return file[at] === 0xff && end >= at + 4 && end <= file.length ? { kind: file[at + 1]!, at: at + 4, body: file.subarray(at + 4, end) } : null;
}

const isFrame = (kind: number): boolean => kind >= kinds.firstFrame && kind <= kinds.progressiveFrame;

/** Takes what a segment before the pixels says; false where it is not in order, or of a kind that is not known here. */
export function takeSegment({ kind, at, body }: SegmentBody, said: JpegSaid, codes: JpegCodes): boolean {
  if (kind === kinds.quantizers) return takeQuantizers(body, said.quantizers);
  if (kind === kinds.huffman) return takeHuffman(body, at, said, codes);
  if (kind === kinds.interval) {
    if (body.length !== 2) return false;
    said.interval = body[0]! * 256 + body[1]!;
    return true;
  }
  if (isFrame(kind)) {
    if (said.frame) return false;
    said.frame = said.ahead;
    return true;
  }
  return kind === kinds.comment || (kind >= kinds.firstApplication && kind <= kinds.lastApplication);
}

/** The frame of a file by its first frame header, before anything else of it is taken; null where that is not in order or out of the ordinary, or there is none. */
export function frameAhead(file: Uint8Array): Frame | null {
  for (let segment = segmentAt(file, 2); segment; segment = segmentAt(file, segment.at + segment.body.length)) {
    if (isFrame(segment.kind)) return frameOf(segment);
  }
  return null;
}

/** Blocks of which is kept which coefficients are not zero: what a scan of a progressive picture reads goes by that. */
export const blocksKept = ({ isProgressive, components }: Frame): number => (isProgressive ? components.reduce((sum, { blocks }) => sum + blocks, 0) : 0);

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

function takeHuffman(body: Uint8Array, bodyAt: number, { dc, ac }: JpegSaid, codes: JpegCodes): boolean {
  let at = 0;
  while (at + 17 <= body.length) {
    const [kind, number] = [body[at]! >> 4, body[at]! & 15];
    const symbols = at + 17;
    let end = symbols;
    for (let i = at + 1; i < symbols; i++) end += body[i]!;
    if (kind > 1 || number >= numbers || end > body.length || end === symbols || end > symbols + 256) return false;
    if (kind === 0) for (let i = symbols; i < end; i++) if (body[i]! > mostBits) return false;
    const place = tablePlace(kind, number);
    if (!codes.makeTable(bodyAt + at + 1, place)) return false;
    (kind === 0 ? dc : ac).set(number, place);
    at = end;
  }
  return at === body.length;
}

function frameOf({ kind, body }: SegmentBody): Frame | null {
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
  let base = 0;
  const components = rows.map((row): Component => {
    const blocks = Math.ceil((width * row.across) / (across * 8)) * Math.ceil((height * row.down) / (down * 8));
    base += blocks;
    return { ...row, blocks, base: base - blocks, missing: new Int8Array(64).fill(-1) };
  });
  return { isProgressive: kind === kinds.progressiveFrame, components, units: Math.ceil(width / (across * 8)) * Math.ceil(height / (down * 8)) };
}
