import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { LabelChange } from '../../../shared/contract/image-calls.ts';
import { sentLimitBytes } from '../../../shared/sent-limits.ts';
import { ensureFolder } from '../../data-folder.ts';
import { becauseOf } from '../../because-of.ts';
import { StudioError } from '../../errors.ts';
import { writeFully } from '../../files/durable.ts';
import { writeFileAtomically } from '../../files/write-file.ts';
import { decodeHost } from '../../images/decode-host.ts';
import type { Inspection } from '../../images/inspect.ts';
import type { ImageFormat } from '../../images/picture-kinds.ts';
import type { Database } from '../../store/database.ts';
import { addCameraImage } from './camera-image.ts';
import { checkClassName } from '../labels/class-names.ts';
import { needDataset } from '../known/find-dataset.ts';
import { cameraFolder } from '../files/image-location.ts';
import { verdictOf } from '../files/inspect-file.ts';

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
function nameOf({ sha256, format }: { sha256: string; format: ImageFormat }): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return `${time}-${sha256.slice(0, 12)}.${extensions[format]}`;
}

/** Decoded once, elsewhere. Throws `bad-image`. */
async function inspected(bytes: Buffer): Promise<Extract<Inspection, { kind: 'picture' }>> {
  const found = await decodeHost().run({ kind: 'inspect', source: bytes, mostPixels: cameraLimitPixels }, { urgent: true });
  if (found.kind === 'picture') return found;
  throw new StudioError('bad-image', `The picture cannot be used: ${found.kind === 'bad' ? found.reason : 'it is none'}`, {
    field: 'body',
    values: becauseOf('taken-unusable', (found.kind === 'bad' ? found.values : null) ?? { kind: 'no-picture', what: 'no-picture-format-known-here' }, {}),
    hint: 'Send another; very large ones belong into the folder of the data set.',
  });
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
  if (bytes.length > sentLimitBytes.taken) {
    throw new StudioError('bad-usage', `The picture has ${(bytes.length / 1e6).toFixed(1)} MB; at most ${sentLimitBytes.taken / 1e6} MB are taken`, {
      values: { kind: 'picture-too-large', sizeBytes: bytes.length, mostBytes: sentLimitBytes.taken },
      field: 'body',
    });
  }
  const found = await inspected(bytes);
  const file = path.join(ensureFolder(cameraFolder(db, datasetId)), nameOf(found));
  await writeFileAtomically(file, (handle) => writeFully(handle, bytes));
  try {
    return await addCameraImage(db, datasetId, file, label, verdictOf(found, file));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}
