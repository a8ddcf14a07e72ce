import { expect, test } from 'vitest';
import { decodeImage } from './decode-image.fixture.ts';
import { openImage } from './decode.ts';
import { tiffFile } from './tiff.fixture.ts';

const width = 16;
const height = 4;
const ramp = (most: number, least = 0): number[] =>
  Array.from({ length: width * height }, (_, i) => least + ((most - least) * i) / (width * height - 1));
const greys = async (file: Buffer): Promise<number[]> => [...(await decodeImage(file)).data].filter((_, i) => i % 3 === 0);
const refused = (file: Buffer, reason: string | RegExp) => expect(decodeImage(file)).rejects.toThrow(reason);
const whole = (values: number[]): number[] => values.map(Math.floor);

test('float and wide whole values are scaled by the stated rule', async () => {
  const eighths = ramp(255).map(Math.round);
  expect(await greys(tiffFile(Float32Array.from(ramp(1)), width, height))).toEqual(eighths);
  expect(await greys(tiffFile(Float32Array.from(whole(ramp(255))), width, height))).toEqual(whole(ramp(255)));
  expect(await greys(tiffFile(Float32Array.from(whole(ramp(65_535))), width, height))).toEqual(whole(ramp(65_535)).map((v) => v >> 8));
  for (const Type of [Int32Array, Uint32Array, Int16Array, Uint16Array]) {
    const most = Type === Int16Array ? 32_767 : 65_535;
    expect(await greys(tiffFile(Type.from(whole(ramp(most))), width, height)), Type.name).toEqual(whole(ramp(most)).map((v) => v >> 8));
  }
  for (const Type of [Int32Array, Uint32Array, Int16Array])
    expect(await greys(tiffFile(Type.from(whole(ramp(255))), width, height)), Type.name).toEqual(whole(ramp(255)));
  expect(await greys(tiffFile(Int8Array.from(whole(ramp(127))), width, height))).toEqual(whole(ramp(127)));
});

test('the rule holds for bands of rows', async () => {
  const image = await openImage(tiffFile(Float32Array.from(ramp(1)), width, height));
  const bands = Buffer.concat([await image.readRows(0, 3), await image.readRows(3, 4)]);
  expect([...bands].filter((_, i) => i % 3 === 0)).toEqual(ramp(255).map(Math.round));
});

test('values without a brightness of their own are refused with their range', async () => {
  await refused(tiffFile(Float32Array.from(ramp(8000, -100)), width, height), /float values from -100 to 8,000.*scale them/);
  await refused(tiffFile(Float32Array.from(ramp(1e6)), width, height), /float values from 0 to 1,000,000/);
  await refused(tiffFile(Int32Array.from(whole(ramp(2e9))), width, height), /whole values from 0 to 2,000,000,000/);
  await refused(tiffFile(Int16Array.from(whole(ramp(30_000, -30_000))), width, height), /whole values from -30,000 to/);
  await refused(tiffFile(Int8Array.from(whole(ramp(100, -100))), width, height), /whole values from -100 to/);
  await refused(tiffFile(Float64Array.from(ramp(1)), width, height), 'a TIFF of 64-bit float values');
});

test('what libvips does not read in a TIFF has its true reason', async () => {
  const grey = Uint8Array.from(ramp(255));
  const colours = Uint8Array.from({ length: width * height * 3 }, (_, i) => i);
  await refused(tiffFile(grey, width, height, [[259, 50_000]]), 'a TIFF with ZSTD compression');
  await refused(tiffFile(grey, width, height, [[259, 34_925]]), 'a TIFF with LZMA compression');
  await refused(tiffFile(grey, width, height, [[259, 34_712]]), 'a TIFF with JPEG 2000 compression');
  await refused(tiffFile(colours, width, height, [[262, 8]]), 'a TIFF of Lab colours');
  await refused(tiffFile(grey, width, height, [[258, 12]]), 'a TIFF of 12-bit whole number values');
});

test('a camera raw file is not read by its thumbnail', async () => {
  const grey = Uint8Array.from(ramp(255));
  expect(await greys(tiffFile(grey, width, height))).toEqual([...grey]);
  // DNGVersion; and as Nikon, Sony and others write: a reduced picture first, the real ones in sub-directories.
  await refused(tiffFile(grey, width, height, [[50_706, 1, 4]]), /^a camera raw file/);
  await refused(tiffFile(grey, width, height, [[254, 1], [271, 78], [330, 8]]), /^a camera raw file/);
  // A reduced picture alone is none.
  expect(await greys(tiffFile(grey, width, height, [[254, 1]]))).toEqual([...grey]);
});

test('16-bit pictures with values of 12 bits are told of when they are verified', async () => {
  const dim = await openImage(tiffFile(Uint16Array.from(whole(ramp(4095))), width, height));
  expect(await dim.verify()).toEqual({ isDim: true });
  const bright = await openImage(tiffFile(Uint16Array.from(whole(ramp(4096))), width, height));
  expect(await bright.verify()).toEqual({ isDim: false });
  const black = await openImage(tiffFile(new Uint8Array(width * height), width, height));
  expect(await black.verify()).toEqual({ isDim: false });
});
