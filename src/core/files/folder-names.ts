import { readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { StudioError } from '../errors.ts';

/** Names in a folder that the program makes for itself, none where it is not there yet. @throws StudioError `already-exists` where a file has its name */
export async function folderNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    return noneOrInTheWay(error, folder);
  }
}

/** As {@link folderNames}. */
export function folderNamesSync(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    return noneOrInTheWay(error, folder);
  }
}

function noneOrInTheWay(error: unknown, folder: string): string[] {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return [];
  throw code === 'ENOTDIR' ? fileInTheWay(folder, error) : error;
}

const fileInTheWay = (folder: string, cause: unknown): StudioError =>
  new StudioError('already-exists', `${folder} is a file, where the program has a folder of its own`, {
    values: { kind: 'file-in-the-way', file: folder },
    hint: 'Move it away; the folder is made when it is needed.',
    cause,
  });
