import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../shared/manifest.ts';
import { StudioError } from '../errors.ts';
import { isSealIntact } from '../files/sealed-json.ts';
import { manifestFile, manifestText, parseManifest } from './manifest-file.ts';
import { isBeingReplaced, recoverExport } from './replace-export.ts';

/** Whether a folder holds an export, or one that a killed process was putting there. */
export const isExportFolder = (folder: string): boolean => existsSync(join(folder, manifestFile)) || isBeingReplaced(folder);

/**
 * The manifest of an export folder, after finishing what a killed process began there.
 * @throws StudioError `not-found` where the folder is no export, `busy` while one is put there, `bad-weights` where its
 * manifest is damaged or of another version.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  await recoverExport(folder);
  const text = await manifestText(join(folder, manifestFile));
  if (text === null) {
    throw new StudioError('not-found', `${folder} is no export folder: it has no ${manifestFile}`, {
      values: { kind: 'no-export-folder', place: folder, file: manifestFile },
      hint: 'Give a folder that "graft export" wrote.',
    });
  }
  const parsed = parseManifest(text);
  if ('manifest' in parsed) {
    if (isSealIntact(text) !== false) return parsed.manifest;
    throw new StudioError('bad-weights', `${join(folder, manifestFile)} was changed since the export was written`, {
      values: { kind: 'export-damaged', file: join(folder, manifestFile) },
      hint: 'Export the run again.',
    });
  }
  throw new StudioError('bad-weights', `${join(folder, manifestFile)} is not a manifest that this version reads: ${parsed.problem}`, {
    values: { kind: 'export-manifest', file: join(folder, manifestFile), detail: parsed.problem },
    hint: 'Export the run again.',
  });
}
