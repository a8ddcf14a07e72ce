import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { LabelChange } from '../../shared/contract/image-calls.ts';
import { ensureFolder } from '../data-folder.ts';
import { StudioError } from '../errors.ts';
import { writeFully } from '../files/durable.ts';
import { writeFileAtomically } from '../files/write-file.ts';
import { identifyImage } from '../images/identify.ts';
import type { ImageFormat } from '../images/picture-kinds.ts';
import type { Database } from '../store/database.ts';
import { addCameraImage } from './camera-image.ts';
import { checkClassName } from './class-names.ts';
import { needDataset } from './find-dataset.ts';
import { cameraFolder } from './image-location.ts';

/** Of one picture that the camera took, or that was pasted or dropped onto a class. */
export const cameraLimitBytes = 16_000_000;
const cameraLimitPixels = 100_000_000;

const extensions: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  gif: 'gif',
  tiff: 'tif',
  bmp: 'bmp',
  avif: 'avif',
  pnm: 'pnm',
};

/** 2026-11-21T14-03-59-123Z-0123456789ab.jpg: in the order of taking, and never twice the same. */
function nameOf(bytes: Uint8Array, format: ImageFormat): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return `${time}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.${extensions[format]}`;
}

async function usableFormat(bytes: Buffer): Promise<ImageFormat> {
  const { format, width, height } = await identifyImage(bytes);
  if (width * height > cameraLimitPixels) {
    throw new StudioError('bad-image', `The picture has ${width} x ${height} pixels; at most ${cameraLimitPixels / 1e6} megapixels are taken`, {
      field: 'body',
      hint: 'Put it into the folder of the data set instead.',
    });
  }
  await identifyImage(bytes, { verify: true });
  return format;
}

/**
 * Keeps a picture for a class in the studio's own folder of a data set, whole or not at all; the user's folder is not touched.
 * @throws StudioError `not-found` (data set), `bad-usage` (class name, size), `bad-image`, `out-of-disk`
 */
export async function takePicture(
  db: Database,
  datasetId: string,
  bytes: Buffer,
  label: string,
): Promise<LabelChange & { image: number }> {
  needDataset(db, datasetId);
  checkClassName(label);
  if (bytes.length > cameraLimitBytes) {
    throw new StudioError('bad-usage', `The picture has ${(bytes.length / 1e6).toFixed(1)} MB; at most ${cameraLimitBytes / 1e6} MB are taken`, {
      field: 'body',
    });
  }
  const format = await usableFormat(bytes);
  const file = path.join(ensureFolder(cameraFolder(db, datasetId)), nameOf(bytes, format));
  await writeFileAtomically(file, (handle) => writeFully(handle, bytes));
  try {
    return await addCameraImage(db, datasetId, file, label);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}
