import { readFile } from 'node:fs/promises';
import { badImage } from './bad-image.ts';
import { decodeBmpRows } from './bmp.ts';
import { parseBmpHeader } from './bmp-header.ts';
import { checkCost, heldLimitBytes } from './decode-cost.ts';
import type { Claim } from './decode-cost.ts';
import type { ImageFile } from './image-file.ts';
import { dimMost, readAllBands } from './open-image.ts';
import type { OpenImage } from './open-image.ts';
import type { ImageFormat } from './picture-kinds.ts';
import { decodePnmRows, readPlain, sampleScale } from './pnm.ts';
import { parsePnmHeader } from './pnm-header.ts';

/** The whole file in memory: these formats have no streaming reader here. Throws `bad-image`. */
async function wholeFile({ input, sizeBytes }: ImageFile, format: ImageFormat): Promise<Buffer> {
  if (typeof input !== 'string') return input;
  if (sizeBytes <= heldLimitBytes) return readFile(input);
  throw badImage(
    `a ${format.toUpperCase()} file of ${(sizeBytes / 1e9).toFixed(1)} GB, which would be held in memory whole; ` +
      `at most ${heldLimitBytes / 1e9} GB are: save it as PNG or JPEG`,
    'too-much-memory',
  );
}

const claimOf = (
  format: ImageFormat,
  { sizeBytes }: ImageFile,
  more: Pick<Claim, 'width' | 'height' | 'channels' | 'sampleBytes' | 'packing'>,
): Claim => ({ format, sizeBytes, isInterlaced: false, bytes: null, ...more });

export async function openBmp(source: ImageFile): Promise<OpenImage> {
  const file = await wholeFile(source, 'bmp');
  const header = parseBmpHeader(file);
  const { width, height } = header;
  const packing = header.compression === 'none' ? {} : ({ packing: 'runs' } as const);
  const heldBytes = checkCost(claimOf('bmp', source, { width, height, channels: 3, sampleBytes: 1, ...packing }));
  const readRows = async (from: number, to: number) => decodeBmpRows(file, header, from, to);
  return withVerify({ format: 'bmp', width, height, heldBytes, isReadHere: true, readRows }, false);
}

export async function openPnm(source: ImageFile): Promise<OpenImage> {
  const file = await wholeFile(source, 'pnm');
  const header = parsePnmHeader(file);
  const { width, height, channels } = header;
  const packing = header.coding === 'plain' ? ({ packing: 'plain' } as const) : {};
  const heldBytes = checkCost(claimOf('pnm', source, { width, height, channels, sampleBytes: header.maxValue > 255 ? 2 : 1, ...packing }));
  const scale = sampleScale(header);
  let plain: Uint8Array | null = null;
  const readRows = async (from: number, to: number) => {
    if (header.coding === 'plain') plain ??= readPlain(file, header, scale);
    return decodePnmRows(file, header, from, to, scale, plain);
  };
  return withVerify({ format: 'pnm', width, height, heldBytes, isReadHere: true, readRows }, header.maxValue > 4095);
}

const withVerify = (image: Omit<OpenImage, 'verify' | 'isSurelyWhole'>, mayBeDim: boolean): OpenImage => ({
  ...image,
  isSurelyWhole: () => false,
  verify: async () => ({ isDim: (await readAllBands(image, mayBeDim)) <= dimMost }),
});
