import path from 'node:path';
import { StudioError } from '../../core/errors.ts';
import type { Desk } from './desk.ts';
import { insideRoot } from './root-folder.ts';

export interface NamedFile {
  readonly file: string;
  /** As the user knows it, without folders. */
  readonly name: string;
}

/**
 * The file that a call names by its path on this machine or by an upload, one of the two.
 * @throws StudioError `bad-usage`, `not-found`
 */
export async function namedFile(
  { door, uploads }: Pick<Desk, 'door' | 'uploads'>,
  { path: given, upload }: { path?: string | undefined; upload?: string | undefined },
): Promise<NamedFile> {
  if (given !== undefined && upload === undefined) {
    const file = await insideRoot(door, given, 'path');
    return { file, name: path.basename(file) };
  }
  if (upload !== undefined && given === undefined) return uploads.find(upload);
  throw new StudioError('bad-usage', given === undefined ? 'No file is named' : 'A path and an upload are named', {
    values: { kind: given === undefined ? 'no-file-named' : 'two-files-named' },
    field: 'path',
    hint: 'Give either a path or an upload.',
  });
}
