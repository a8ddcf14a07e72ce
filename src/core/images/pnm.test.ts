import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StudioError } from '../errors.ts';
import { decodeImage } from './decode-image.fixture.ts';
import { openImage } from './decode.ts';

interface Expectation {
  readonly name: string;
  /** Base64. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly rgb: string;
}

/** Made by scripts/pnm-expectations.py. */
const pillow: Expectation[] = JSON.parse(readFileSync(new URL('../../../test/pnm-pillow.json', import.meta.url), 'utf8'));

test('PBM, PGM and PPM of every coding and largest value have the pixels that Pillow gives them', async () => {
  expect(pillow.length).toBeGreaterThan(100);
  for (const { name, file, width, height, rgb } of pillow) {
    const pixels = await decodeImage(Buffer.from(file, 'base64'));
    expect({ name, ...pixels, data: Buffer.from(pixels.data).toString('base64') }).toEqual({ name, width, height, data: rgb });
  }
});

test('bands of rows are the whole picture', async () => {
  for (const { name, file, rgb } of pillow.filter(({ height }) => height === 4)) {
    const image = await openImage(Buffer.from(file, 'base64'));
    const bands = [await image.readRows(0, 1), await image.readRows(1, 3), await image.readRows(3, 4)];
    expect({ name, rgb: Buffer.concat(bands).toString('base64') }).toEqual({ name, rgb });
  }
});

describe('PAM', () => {
  const pam = (depth: number, most: number, tuple: string, ...values: number[]) =>
    Buffer.concat([
      Buffer.from(`P7\n# from a test\nWIDTH ${values.length / depth}\nHEIGHT 1\nDEPTH ${depth}\nMAXVAL ${most}\nTUPLTYPE ${tuple}\nENDHDR\n`),
      Buffer.from(most > 255 ? values.flatMap((value) => [value >> 8, value & 255]) : values),
    ]);
  const rgb = async (file: Buffer) => [...(await decodeImage(file)).data];

  test('grey, colours, and alpha on white', async () => {
    expect(await rgb(pam(1, 1, 'BLACKANDWHITE', 0, 1))).toEqual([0, 0, 0, 255, 255, 255]);
    expect(await rgb(pam(1, 65_535, 'GRAYSCALE', 0x1234))).toEqual([0x12, 0x12, 0x12]);
    expect(await rgb(pam(2, 255, 'GRAYSCALE_ALPHA', 0, 255, 0, 0))).toEqual([0, 0, 0, 255, 255, 255]);
    expect(await rgb(pam(3, 255, 'RGB', 1, 2, 3))).toEqual([1, 2, 3]);
    expect(await rgb(pam(4, 255, 'RGB_ALPHA', 200, 100, 0, 51))).toEqual([244, 224, 204]);
  });

  test('other channels are refused by name', async () => {
    await expect(decodeImage(pam(4, 255, 'CMYK', 1, 2, 3, 4))).rejects.toThrow('a PAM picture of 4 channels (CMYK)');
    await expect(decodeImage(pam(5, 255, 'X', 1, 2, 3, 4, 5))).rejects.toThrow('a PAM picture of 5 channels (X)');
  });
});

test('a PNM that is cut off or damaged says so', async () => {
  const refused = (text: string, reason: string) => expect(decodeImage(Buffer.from(text, 'latin1'))).rejects.toThrow(reason);
  await refused('P6 2 2 255\n123456', 'a truncated PNM picture: its pixels end in row 1 of 2');
  await refused('P4 9 2\n\x01\x02\x03', 'its pixels end in row 1 of 2');
  await refused('P2 2 2 9\n1 2 3', 'its pixels end in row 1 of 2');
  await refused('P2 2 1 9\n1 10', 'a value is 10, above the 9 of its header');
  await refused('P1 2 1\n1 2', 'above the 1');
  await refused('P3 1 1 9\n1 x 2', 'the byte 120 stands among its numbers');
  await refused('P5 0 1 255\n', 'its width is "0"');
  await refused('P5 1 1 65536\n\0\0', 'its largest value is "65536"');
  await refused('P5 2', 'its header is incomplete');
  await refused('P5 12345678901 1 255\n', 'its header is incomplete');
  await refused('P7\nWIDTH 2\nHEIGHT 1\nENDHDR\n', 'its number of channels is ""');
  await refused('P6 60000 60000 255\n123', '3600 megapixels');
  await refused('P3 20000 20000 255\n1 2 3', 'cannot hold');
});

test('no header of a PNM, however damaged, does more than give a reason', async () => {
  const good = pillow.map(({ file }) => Buffer.from(file, 'base64'));
  const mutated = fc.record({ which: fc.nat(good.length - 1), at: fc.nat(40), byte: fc.integer({ min: 0, max: 255 }), cut: fc.nat(80) });
  await fc.assert(
    fc.asyncProperty(mutated, async ({ which, at, byte, cut }) => {
      const file = Buffer.from(good[which]!.subarray(0, good[which]!.length - (cut > 40 ? cut - 40 : 0)));
      if (at < file.length) file[at] = byte;
      const outcome = await decodeImage(file).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'bad-image', constructor: StudioError });
    }),
    { numRuns: 400 },
  );
});
