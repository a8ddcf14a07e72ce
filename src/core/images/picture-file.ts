import { StudioError } from '../errors.ts';
import { readFileHead } from './image-file.ts';
import { kindByName } from './picture-kinds.ts';
import { isPicture } from './sniff-format.ts';

/**
 * Whether a regular file in a folder is a picture, read or not: its name says so, else its first bytes do. The one rule for data sets and
 * for all commands that take folders. One that cannot be opened counts, so that
 * its reason is told.
 */
export async function isPictureFile(file: string): Promise<boolean> {
  if (kindByName(file)) return true;
  try {
    return isPicture(await readFileHead(file), '');
  } catch (error) {
    if (error instanceof StudioError && error.code === 'bad-image') return true;
    throw error;
  }
}
