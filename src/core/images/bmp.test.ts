import { encode } from 'bmp-ts';
import { describe, expect, test } from 'vitest';
import { decodeImage } from './decode-image.fixture.ts';

/** A BMP of any header: `info` are the bytes after the 14 of the file header, palette and gap included. */
function bmpFile(info: Buffer, pixels: Uint8Array, gap = 0): Buffer {
  const head = Buffer.alloc(14);
  head.write('BM');
  head.writeUInt32LE(14 + info.length + gap + pixels.length, 2);
  head.writeUInt32LE(14 + info.length + gap, 10);
  return Buffer.concat([head, info, Buffer.alloc(gap, 0xee), pixels]);
}

function infoHeader(width: number, height: number, bits: number, compression = 0, headerBytes = 40): Buffer {
  const info = Buffer.alloc(headerBytes);
  info.writeUInt32LE(headerBytes, 0);
  info.writeInt32LE(width, 4);
  info.writeInt32LE(height, 8);
  info.writeUInt16LE(1, 12);
  info.writeUInt16LE(bits, 14);
  info.writeUInt32LE(compression, 16);
  return info;
}

const words = (...values: number[]): Buffer => {
  const out = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => out.writeUInt32LE(value >>> 0, i * 4));
  return out;
};

/** Blue, green, red, unused for each entry. */
const firstEntries = [10, 20, 30, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0];
const palette = Buffer.from([...firstEntries, ...Array.from({ length: 48 }, (_, i) => i)]);
const colours = Array.from({ length: 16 }, (_, i) => [palette[i * 4 + 2]!, palette[i * 4 + 1]!, palette[i * 4]!]);
const painted = (...indices: number[]): number[] => indices.flatMap((index) => colours[index]!);
const rgb = async (file: Buffer): Promise<number[]> => [...(await decodeImage(file)).data];

describe('a palette', () => {
  const header = (width: number, height: number, bits: number, compression = 0) =>
    Buffer.concat([infoHeader(width, height, bits, compression), palette.subarray(0, Math.min(16, 1 << bits) * 4)]);
  const full = (info: Buffer) => Buffer.concat([info, Buffer.alloc(1064 - info.length)]);

  const nibbles = Buffer.from([0x12, 0x30, 0, 0, 0x21, 0x00, 0, 0]);

  test('of 1, 4 and 8 bits, odd widths, rows from the bottom', async () => {
    const bits = Buffer.from([0b01000000, 0, 0, 0, 0b10100000, 0, 0, 0]);
    expect(await rgb(bmpFile(header(3, 2, 1), bits))).toEqual(painted(1, 0, 1, 0, 1, 0));
    expect(await rgb(bmpFile(header(3, 2, 4), nibbles))).toEqual(painted(2, 1, 0, 1, 2, 3));
    const bytes = Buffer.from([3, 2, 1, 0, 1, 1, 0, 0]);
    expect(await rgb(bmpFile(full(header(3, 2, 8)), bytes))).toEqual(painted(1, 1, 0, 3, 2, 1));
  });

  test('rows from the top, when the height is negative', async () => {
    expect(await rgb(bmpFile(header(3, -2, 4), nibbles))).toEqual(painted(1, 2, 3, 2, 1, 0));
  });

  test('run-length encoded, 8 bits: runs, literal pixels, jumps and early line ends', async () => {
    const runs = Buffer.from([2, 1, 0, 3, 3, 2, 1, 0, 0, 0, /* next line */ 0, 2, 3, 0, 2, 2, 0, 1]);
    // Bottom line: 1 1 3 2 1; top line: three skipped (index 0), 2 2.
    expect(await rgb(bmpFile(full(header(5, 2, 8, 1)), runs))).toEqual(painted(0, 0, 0, 2, 2, 1, 1, 3, 2, 1));
  });

  test('run-length encoded, 4 bits', async () => {
    const runs = Buffer.from([3, 0x12, 0, 0, 0, 3, 0x32, 0x10, 0, 1]);
    expect(await rgb(bmpFile(header(3, 2, 4, 2), runs))).toEqual(painted(3, 2, 1, 1, 2, 1));
  });

  test('with fewer entries than the bits allow, and of the OS/2 kind', async () => {
    const few = Buffer.concat([infoHeader(2, 1, 8), palette.subarray(0, 8)]);
    few.writeUInt32LE(2, 32);
    expect(await rgb(bmpFile(few, Buffer.from([1, 0, 0, 0])))).toEqual(painted(1, 0));
    const core = Buffer.from([12, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 0, 10, 20, 30, 0, 0, 255]);
    expect(await rgb(bmpFile(core, Buffer.from([0b01000000, 0, 0, 0])))).toEqual(painted(0, 1));
  });
});

describe('true colour', () => {
  test('24 bits, also behind a gap', async () => {
    const pixels = Buffer.from([1, 2, 3, 4, 5, 6, 0, 0]);
    expect(await rgb(bmpFile(infoHeader(2, 1, 24), pixels))).toEqual([3, 2, 1, 6, 5, 4]);
    expect(await rgb(bmpFile(infoHeader(2, 1, 24), pixels, 10))).toEqual([3, 2, 1, 6, 5, 4]);
  });

  test('as bmp-ts writes it', async () => {
    const width = 7;
    const height = 5;
    // Alpha, blue, green, red.
    const data = Buffer.from(Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 37) & 255));
    const expected = Array.from({ length: width * height * 3 }, (_, i) => data[Math.floor(i / 3) * 4 + 3 - (i % 3)]!);
    const { data: file } = encode({ data, width, height, bitPP: 24 });
    expect(await rgb(file)).toEqual(expected);
  });

  test('16 bits, 5-5-5 and 5-6-5', async () => {
    const pixel = Buffer.alloc(4);
    pixel.writeUInt16LE((31 << 10) | (16 << 5) | 1);
    expect(await rgb(bmpFile(infoHeader(1, 1, 16), pixel))).toEqual([255, 131, 8]);
    const masks = Buffer.concat([infoHeader(1, 1, 16, 3), words(0xf800, 0x07e0, 0x001f)]);
    pixel.writeUInt16LE((1 << 11) | (63 << 5) | 30);
    expect(await rgb(bmpFile(masks, pixel))).toEqual([8, 255, 246]);
  });

  test('32 bits: the fourth byte counts only where a mask declares it alpha', async () => {
    const pixel = Buffer.from([10, 20, 30, 51]);
    expect(await rgb(bmpFile(infoHeader(1, 1, 32), pixel))).toEqual([30, 20, 10]);
    const v4 = infoHeader(1, 1, 32, 3, 108);
    words(0xff0000, 0xff00, 0xff, 0xff000000).copy(v4, 40);
    // 20 % of the colour on white.
    expect(await rgb(bmpFile(v4, pixel))).toEqual([210, 208, 206]);
  });
});

describe('what is not read', () => {
  const reason = (file: Buffer) => expect(decodeImage(file)).rejects;

  test('a file that ends early', async () => {
    const whole = bmpFile(infoHeader(2, 2, 24), Buffer.alloc(16));
    await reason(whole.subarray(0, whole.length - 3)).toThrow('a truncated BMP: its pixels end in row 1 of 2');
    await reason(whole.subarray(0, 30)).toThrow(/header is incomplete/);
    await reason(Buffer.from('BM')).toThrow(/header is incomplete/);
    await reason(Buffer.from('BMW is a maker of cars, and this is a text about them.')).toThrow(/BMP/);
    const runs = bmpFile(Buffer.concat([infoHeader(2, 2, 8, 1), Buffer.alloc(1024)]), Buffer.from([2, 1]));
    await reason(runs).toThrow('a truncated BMP: its pixels end in row 0 of 2');
  });

  test('impossible sizes, depths and compressions', async () => {
    await reason(bmpFile(infoHeader(0, 5, 24), Buffer.alloc(9))).toThrow(/its size is 0 x 5/);
    await reason(bmpFile(infoHeader(-3, 5, 24), Buffer.alloc(9))).toThrow(/its size is -3 x 5/);
    await reason(bmpFile(infoHeader(1, 1, 13), Buffer.alloc(9))).toThrow(/13 bits a pixel/);
    await reason(bmpFile(infoHeader(1, 1, 24, 4), Buffer.alloc(9))).toThrow(/compression 4/);
    await reason(bmpFile(infoHeader(100_000, 100_000, 24), Buffer.alloc(9))).toThrow(/10000 megapixels/);
  });
});
