import { hash } from 'node:crypto';
import { sha256OfFile } from '../files/hash-file.ts';
import { badImage } from './bad-image.ts';
import { readImageFile } from './image-file.ts';

/**
 * What to decode of a file that must still hold what it held when it was scanned: its bytes, or its path where they are many. Else a
 * file put in its place would be learned under the name, label and cached features of another. Throws StudioError `bad-image`.
 */
export async function sameContent(file: string, sha256: string): Promise<Buffer | string> {
  const { input } = await readImageFile(file);
  const found = typeof input === 'string' ? await sha256OfFile(input) : hash('sha256', input);
  if (found === sha256) return input;
  throw badImage('its content is not what it was when the data set was read: it was replaced or changed since', 'changed');
}
