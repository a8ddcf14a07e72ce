import { badImage } from './bad-image.ts';
import type { BmpHeader, ColourMask } from './bmp-header.ts';
import { toRgb } from './to-rgb.ts';

const truncated = (row: number, header: BmpHeader) =>
  badImage(`a truncated BMP: its pixels end in row ${row} of ${header.height}`, 'truncated', { format: 'BMP' });

/** Run-length encoded palette indices (4 or 8 bits) → one byte a pixel, rows as stored. Skipped pixels are index 0. */
function unpackRuns(file: Buffer, header: BmpHeader): Uint8Array {
  const { width, height } = header;
  const nibbles = header.compression === 'rle4';
  const out = new Uint8Array(width * height);
  let at = header.pixelOffset;
  let x = 0;
  let y = 0;
  const put = (value: number): void => {
    if (x < width && y < height) out[y * width + x] = value;
    x++;
  };
  while (y < height) {
    if (at + 1 >= file.length) throw truncated(y, header);
    const count = file[at]!;
    const value = file[at + 1]!;
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(nibbles ? (i % 2 === 0 ? value >> 4 : value & 15) : value);
    } else if (value === 0) {
      x = 0;
      y++;
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      x += file[at] ?? 0;
      y += file[at + 1] ?? 0;
      at += 2;
    } else {
      const bytes = nibbles ? (value + 1) >> 1 : value;
      if (at + bytes > file.length) throw truncated(y, header);
      for (let i = 0; i < value; i++) {
        const byte = file[at + (nibbles ? i >> 1 : i)]!;
        put(nibbles ? (i % 2 === 0 ? byte >> 4 : byte & 15) : byte);
      }
      at += bytes + (bytes % 2);
    }
  }
  return out;
}

/** `bits` bits from the left of each byte → palette colours. */
function paintIndices(source: Uint8Array, at: number, header: BmpHeader, bits: number, out: Uint8Array, to: number): void {
  const { width, palette } = header;
  const perByte = 8 / bits;
  const mask = (1 << bits) - 1;
  for (let x = 0; x < width; x++) {
    const byte = source[at + Math.floor(x / perByte)]!;
    const entry = ((byte >> (8 - bits - (x % perByte) * bits)) & mask) * 3;
    out[to + x * 3] = palette[entry + 2]!;
    out[to + x * 3 + 1] = palette[entry + 1]!;
    out[to + x * 3 + 2] = palette[entry]!;
  }
}

const channel = (pixel: number, { shift, largest }: ColourMask): number =>
  largest === 0 ? 0 : Math.trunc((((pixel >>> shift) & largest) * 255) / largest);

function paintMasked(file: Buffer, at: number, header: BmpHeader, out: Uint8Array, to: number, channels: number): void {
  const [red, green, blue, alpha] = header.masks;
  const bytes = header.bits / 8;
  for (let x = 0; x < header.width; x++) {
    const pixel = bytes === 2 ? file.readUInt16LE(at + x * 2) : file.readUInt32LE(at + x * 4);
    const place = to + x * channels;
    out[place] = channel(pixel, red);
    out[place + 1] = channel(pixel, green);
    out[place + 2] = channel(pixel, blue);
    if (alpha) out[place + 3] = channel(pixel, alpha);
  }
}

function paintTriples(file: Buffer, at: number, width: number, out: Uint8Array, to: number): void {
  for (let i = 0; i < width * 3; i += 3) {
    out[to + i] = file[at + i + 2]!;
    out[to + i + 1] = file[at + i + 1]!;
    out[to + i + 2] = file[at + i]!;
  }
}

/**
 * Rows `from` .. `to - 1` (counted from the top) of a BMP as RGB; alpha, where a mask declares it, on white.
 * Our own because bmp-ts 1.0.9 stops at the first row of 4-bit pictures of odd width, misplaces run-length
 * encoded pixels and ignores where the header says that the pixels begin. Throws `bad-image` when rows are missing.
 */
export function decodeBmpRows(file: Buffer, header: BmpHeader, from: number, to: number): Uint8Array {
  const { width, height, bits, rowBytes } = header;
  const indices = header.compression === 'none' ? null : unpackRuns(file, header);
  const channels = header.masks[3] && bits >= 16 ? 4 : 3;
  const out = new Uint8Array(width * (to - from) * channels);
  for (let y = from; y < to; y++) {
    const storedRow = header.topDown ? y : height - 1 - y;
    const place = (y - from) * width * channels;
    if (indices) {
      paintIndices(indices, storedRow * width, header, 8, out, place);
      continue;
    }
    const at = header.pixelOffset + storedRow * rowBytes;
    if (at + Math.ceil((width * bits) / 8) > file.length) throw truncated(storedRow, header);
    if (bits <= 8) paintIndices(file, at, header, bits, out, place);
    else if (bits === 24) paintTriples(file, at, width, out, place);
    else paintMasked(file, at, header, out, place, channels);
  }
  return toRgb(out, channels, false);
}
