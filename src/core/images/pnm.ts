import { badImage } from './bad-image.ts';
import { isSpace } from './pnm-header.ts';
import type { PnmHeader } from './pnm-header.ts';
import { toRgb } from './to-rgb.ts';

/** Python's round: a half goes to the even neighbour. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Sample → 8 bits, as Pillow scales: colours to 0..255 rounded; grey of more than 8 bits to 0..65535, of which the upper byte is taken
 * as of every 16-bit picture here. Samples above the largest value count as it.
 */
export function sampleScale({ maxValue, channels, isBitmap }: PnmHeader): Uint8Array {
  const wideGrey = maxValue > 255 && channels <= 2;
  return Uint8Array.from({ length: maxValue > 255 ? 65_536 : 256 }, (_, sample) => {
    const part = Math.min(1, sample / maxValue);
    if (isBitmap) return sample === 0 ? 255 : 0;
    return wideGrey ? roundHalfEven(part * 65_535) >> 8 : roundHalfEven(part * 255);
  });
}

const truncated = (row: number, height: number) => badImage(`a truncated PNM picture: its pixels end in row ${row} of ${height}`, 'truncated', { format: 'PNM' });

/** Decimal numbers → samples scaled to 8 bits; in a PBM every digit is a pixel, with or without spaces between. */
export function readPlain(file: Buffer, header: PnmHeader, scale: Uint8Array): Uint8Array {
  const { width, height, channels, isBitmap, maxValue } = header;
  const out = new Uint8Array(width * height * channels);
  let filled = 0;
  let value = -1;
  const put = (): void => {
    if (value > maxValue) throw badImage(`a damaged PNM picture: a value is ${value}, above the ${maxValue} of its header`, 'truncated', { format: 'PNM' });
    out[filled++] = scale[value]!;
    value = -1;
  };
  for (let at = header.pixelOffset; at < file.length && filled < out.length; at++) {
    const byte = file[at]!;
    if (byte >= 0x30 && byte <= 0x39) {
      value = (value < 0 ? 0 : value * 10) + byte - 0x30;
      if (isBitmap || value > maxValue) put();
    } else if (isSpace(byte) || byte === 0x23) {
      if (value >= 0) put();
      if (byte === 0x23) while (at + 1 < file.length && file[at + 1] !== 10 && file[at + 1] !== 13) at++;
    } else throw badImage(`a damaged PNM picture: the byte ${byte} stands among its numbers`, 'truncated', { format: 'PNM' });
  }
  if (value >= 0 && filled < out.length) put();
  if (filled < out.length) throw truncated(Math.floor(filled / (width * channels)), height);
  return out;
}

/** Bytes of one stored row; 0 where rows have no fixed length. */
function pnmRowBytes({ coding, width, channels, maxValue }: PnmHeader): number {
  if (coding === 'plain') return 0;
  return coding === 'bits' ? Math.ceil(width / 8) : width * channels * (maxValue > 255 ? 2 : 1);
}

/**
 * Rows `from` .. `to - 1` as RGB, alpha on white; `plain` is what {@link readPlain} gave. Equal to Pillow 13.0 for P1 to P6.
 * Throws `bad-image` when rows are missing.
 */
export function decodePnmRows(file: Buffer, header: PnmHeader, from: number, to: number, scale: Uint8Array, plain: Uint8Array | null): Uint8Array {
  const { width, height, channels, coding, maxValue } = header;
  const samples = width * channels;
  if (plain) return toRgb(plain.slice(from * samples, to * samples), channels, false);
  const rowBytes = pnmRowBytes(header);
  const whole = Math.floor((file.length - header.pixelOffset) / rowBytes);
  if (whole < to) throw truncated(whole, height);
  const out = new Uint8Array((to - from) * samples);
  for (let row = from; row < to; row++) {
    const at = header.pixelOffset + row * rowBytes;
    const place = (row - from) * samples;
    if (coding === 'bits') for (let x = 0; x < width; x++) out[place + x] = scale[(file[at + (x >> 3)]! >> (7 - (x & 7))) & 1]!;
    else if (maxValue > 255) for (let i = 0; i < samples; i++) out[place + i] = scale[file.readUInt16BE(at + i * 2)]!;
    else for (let i = 0; i < samples; i++) out[place + i] = scale[file[at + i]!]!;
  }
  return toRgb(out, channels, false);
}
