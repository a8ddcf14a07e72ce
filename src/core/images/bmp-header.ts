import { badImage } from './bad-image.ts';

const bmp = { format: 'BMP' } as const;

/** Bits of one colour inside a pixel: `(pixel >>> shift) & largest` is 0..largest. */
export interface ColourMask {
  readonly shift: number;
  readonly largest: number;
}

export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Rows stored from the top instead of from the bottom. */
  readonly topDown: boolean;
  readonly bits: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  readonly compression: 'none' | 'rle8' | 'rle4';
  /** Blue, green, red for every index. */
  readonly palette: Uint8Array;
  /** Red, green, blue, alpha (null where there is none) of 16- and 32-bit pixels. */
  readonly masks: readonly [ColourMask, ColourMask, ColourMask, ColourMask | null];
  readonly pixelOffset: number;
  readonly rowBytes: number;
}

const knownBits = [1, 2, 4, 8, 16, 24, 32];

function maskOf(value: number): ColourMask {
  if (value === 0) return { shift: 0, largest: 0 };
  const shift = 31 - Math.clz32(value & -value);
  return { shift, largest: value >>> shift };
}

const defaultMasks: Readonly<Record<number, readonly number[]>> = {
  16: [0x7c00, 0x03e0, 0x001f, 0],
  24: [0xff0000, 0xff00, 0xff, 0],
  32: [0xff0000, 0xff00, 0xff, 0],
};

function readPalette(file: Buffer, at: number, entries: number, entryBytes: number): Uint8Array {
  const palette = new Uint8Array(256 * 3);
  const present = Math.min(entries, 256, Math.floor((file.length - at) / entryBytes));
  for (let i = 0; i < present; i++) palette.set(file.subarray(at + i * entryBytes, at + i * entryBytes + 3), i * 3);
  return palette;
}

/** BITMAPCOREHEADER of OS/2 and Windows 2: 16-bit sizes, three bytes a palette entry, never compressed. */
function parseCoreHeader(file: Buffer, pixelOffset: number): BmpHeader {
  const width = file.readUInt16LE(18);
  const bits = file.readUInt16LE(24);
  const palette = readPalette(file, 26, bits <= 8 ? 1 << bits : 0, 3);
  return finish({ width, height: file.readUInt16LE(20), topDown: false, bits, compression: 0, palette, pixelOffset }, []);
}

interface Fields {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly palette: Uint8Array;
  readonly pixelOffset: number;
}

function finish(fields: Fields, masks: readonly number[]): BmpHeader {
  const { width, height, bits, compression } = fields;
  if (width < 1 || height < 1) throw badImage(`a damaged BMP: its size is ${width} x ${height}`, 'truncated', bmp);
  if (!knownBits.includes(bits)) throw badImage(`a BMP with ${bits} bits a pixel, which is not read here`, 'variant', bmp);
  const packed = { 0: 'none', 1: 'rle8', 2: 'rle4', 3: 'none', 6: 'none' } as const;
  const method = packed[compression as keyof typeof packed];
  if (!method || (method === 'rle8' && bits !== 8) || (method === 'rle4' && bits !== 4))
    throw badImage(`a BMP with ${bits} bits and compression ${compression}, which is not read here`, 'variant', bmp);
  const [red, green, blue, alpha] = (masks.length > 0 ? masks : (defaultMasks[bits] ?? [0, 0, 0, 0])) as number[];
  return {
    ...fields,
    bits: bits as BmpHeader['bits'],
    compression: method,
    masks: [maskOf(red!), maskOf(green!), maskOf(blue!), alpha ? maskOf(alpha) : null],
    rowBytes: Math.floor((width * bits + 31) / 32) * 4,
  };
}

/** Reads a BMP's headers and palette. Throws `bad-image`. Source: Microsoft's "Bitmap Header Types". */
export function parseBmpHeader(file: Buffer): BmpHeader {
  const headerBytes = file.length >= 18 ? file.readUInt32LE(14) : 0;
  if (headerBytes < 12 || headerBytes > 1024 || file.length < 14 + headerBytes)
    throw badImage('a truncated or damaged BMP: its header is incomplete', 'truncated', bmp);
  const pixelOffset = file.readUInt32LE(10);
  if (headerBytes === 12) return parseCoreHeader(file, pixelOffset);
  if (headerBytes < 40) throw badImage(`a BMP with a header of ${headerBytes} bytes, which is not read here`, 'variant', bmp);
  const signedHeight = file.readInt32LE(22);
  const bits = file.readUInt16LE(28);
  const compression = file.readUInt32LE(30);
  const fieldMasks = compression === 3 || compression === 6;
  const maskBytes = headerBytes === 40 && fieldMasks ? (compression === 6 ? 16 : 12) : 0;
  if (file.length < 54 + maskBytes) throw badImage('a truncated BMP: its colour masks are missing', 'truncated', bmp);
  const alphaKnown = headerBytes >= 56 || compression === 6;
  const masks = fieldMasks ? [54, 58, 62].map((at) => file.readUInt32LE(at)) : [];
  if (fieldMasks) masks.push(alphaKnown ? file.readUInt32LE(66) : 0);
  const entries = bits <= 8 ? file.readUInt32LE(46) || 1 << bits : 0;
  const palette = readPalette(file, 14 + headerBytes + maskBytes, entries, 4);
  const height = Math.abs(signedHeight);
  return finish(
    { width: file.readInt32LE(18), height, topDown: signedHeight < 0, bits, compression, palette, pixelOffset },
    masks,
  );
}
