import { readFile } from 'node:fs/promises';
import { manifestSchema } from '../../shared/manifest.ts';
import type { Manifest } from '../../shared/manifest.ts';

export const manifestFile = 'manifest.json';

/** `null` where there is no such file. */
export async function manifestText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null;
    throw error;
  }
}

/** The manifest in a file, or what it lacks to be one of this version. */
export function parseManifest(text: string): { manifest: Manifest } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return { manifest: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `${issue!.path.join('.') || 'the file'}: ${issue!.message}` };
}

/** Null where there is none, or one of another program or version. */
export async function manifestIn(file: string): Promise<Manifest | null> {
  const text = await manifestText(file);
  const parsed = text === null ? { problem: 'missing' } : parseManifest(text);
  return 'manifest' in parsed ? parsed.manifest : null;
}
