import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ExportFormat, Manifest } from '../../shared/manifest.ts';
import { StudioError } from '../errors.ts';
import type { ExportReader, OpenModel } from './export-reader.ts';
import { readManifest } from './export-folder.ts';
import { openOnnx } from './onnx-reader.ts';

export interface OpenExport extends OpenModel {
  readonly manifest: Manifest;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/**
 * Opens an export folder to predict with it. ONNX is read by ONNX Runtime; the other formats need the engine, whose readers
 * the caller gives.
 * @throws StudioError `not-found` where the folder is no export or its model is gone, `bad-weights` where it is damaged,
 * `bad-usage` where no reader of its format was given.
 */
export async function openExport(
  folder: string,
  readers: Partial<Record<ExportFormat, ExportReader>> = {},
): Promise<OpenExport> {
  const manifest = await readManifest(folder);
  const { format, model } = manifest;
  const reader = { onnx: openOnnx, ...readers }[format];
  if (!reader) {
    throw new StudioError('bad-usage', `An export as ${format} cannot be used here`, { hint: 'Export the run as onnx.' });
  }
  const file = join(folder, model.file);
  const sha256 = await sha256Of(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    const hint = 'Export the run again.';
    throw new StudioError('not-found', `The export lacks its model, ${file}`, { hint, cause: error });
  });
  if (sha256 !== model.sha256) {
    throw new StudioError('bad-weights', `${file} is not the file that was exported: its sha256 is ${sha256}`, {
      hint: 'It was changed or cut off since; export the run again.',
    });
  }
  return { manifest, ...(await reader(folder)) };
}
