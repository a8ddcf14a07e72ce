import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestSchema } from '../../shared/manifest.ts';
import type { Manifest } from '../../shared/manifest.ts';
import { StudioError } from '../errors.ts';

export const manifestFile = 'manifest.json';

/** The text of a folder's `manifest.json`; `null` where there is none. */
async function manifestText(folder: string): Promise<string | null> {
  try {
    return await readFile(join(folder, manifestFile), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether a folder is an export of ours of any version, which `--force` may replace. */
export async function isExportFolder(folder: string): Promise<boolean> {
  const text = await manifestText(folder);
  const json = text === null ? undefined : (parseJson(text) as { producer?: unknown } | null | undefined);
  return json?.producer === 'graft-studio';
}

/**
 * The manifest of an export folder.
 * @throws StudioError `not-found` where the folder is no export, `bad-weights` where its manifest is damaged or of
 * another version.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await manifestText(folder);
  if (text === null) {
    throw new StudioError('not-found', `${folder} is no export folder: it has no ${manifestFile}`, {
      hint: 'Give a folder that `graft export` wrote.',
    });
  }
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue!.path.join('.') || 'the file';
  throw new StudioError(
    'bad-weights',
    `${join(folder, manifestFile)} is not a manifest that this version reads: ${where}: ${issue!.message}`,
    { hint: 'Export the run again.' },
  );
}
