import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeImage } from './decode-image.fixture.ts';
import { openImage } from './decode.ts';

/** Noise, so that every row has codes of its own; enough pixels to be verified at a smaller scale. */
async function drawn(width: number, height: number, { isProgressive, isWhole }: { isProgressive: boolean; isWhole: boolean }): Promise<Buffer> {
  const small = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 2_654_435_761) >>> 24);
  return sharp(small, { raw: { width: 64, height: 64, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .jpeg({ quality: 60, progressive: isProgressive, chromaSubsampling: isWhole ? '4:4:4' : '4:2:0' })
    .toBuffer();
}

const isWhole = (file: Buffer, read: (file: Buffer) => Promise<unknown>): Promise<boolean> =>
  read(file).then(
    () => true,
    (error: unknown) => (expect(error).toMatchObject({ code: 'bad-image' }), false),
  );
const verified = async (file: Buffer): Promise<unknown> => (await openImage(file)).verify();

describe('a large JPEG is verified at a smaller scale and found whole or damaged as at full size', () => {
  // Which of the last rows libvips reads goes by what is left over of the height: at an eighth it would miss an end at 1, 2 and 3 of 32.
  test.each(Array.from({ length: 32 }, (_, rest) => ({ rest })))('cut off in its last rows, of a height of 512 and $rest', async ({ rest }) => {
    for (const kind of [{ isProgressive: false, isWhole: false }, { isProgressive: false, isWhole: true }, { isProgressive: true, isWhole: false }]) {
      const file = await drawn(499, 512 + rest, kind);
      expect(await isWhole(file, verified)).toBe(true);
      expect(await isWhole(file.subarray(0, file.length - 4), verified)).toBe(false);
    }
  });

  test('whatever is done to its bytes', async () => {
    const files = await Promise.all([drawn(520, 500, { isProgressive: false, isWhole: false }), drawn(523, 491, { isProgressive: true, isWhole: false }), drawn(499, 523, { isProgressive: false, isWhole: true })]);
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('cut', 'flip', 'zero'), fc.nat(255), async (which, place, damage, value) => {
        const file = files[which]!;
        const at = 700 + Math.floor(place * (file.length - 702));
        const damaged = Buffer.from(damage === 'cut' ? file.subarray(0, at) : file);
        if (damage === 'flip') damaged[at]! ^= value;
        if (damage === 'zero') damaged.fill(0, at, Math.min(at + value, file.length));
        expect(await isWhole(damaged, verified)).toBe(await isWhole(damaged, decodeImage));
      }),
      { numRuns: 60 },
    );
  });

  test('and one that EXIF turns', async () => {
    const file = await sharp(await drawn(523, 491, { isProgressive: false, isWhole: false })).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await openImage(file)).toMatchObject({ width: 491, height: 523 });
    expect(await isWhole(file, verified)).toBe(true);
    expect(await isWhole(file.subarray(0, file.length - 4), verified)).toBe(false);
  });
});
