import { stat } from 'node:fs/promises';
import path from 'node:path';
import { walkFolder } from '../../core/datasets/files/walk-folder.ts';
import { isPictureFile } from '../../core/images/picture-file.ts';
import { kindByName } from '../../core/images/picture-kinds.ts';
import { pathsFromStream } from './paths-from-stream.ts';

export interface InputOptions {
  /** What `-` stands for. */
  stdin: AsyncIterable<Buffer>;
  /** Paths on stdin end with NUL instead of a newline. */
  nulSeparated: boolean;
  /** Told of a folder in which there is no picture. */
  onEmptyFolder(folder: string): void;
}

/**
 * Every file that the arguments mean, one at a time and in their order: a file as it is (also one that is not there, so that
 * its absence is reported with the others), the pictures below a folder by path, and for `-` the paths on stdin. What is a picture
 * in a folder is what a data set would list: by content or by name, also of kinds that are not read, so that these get their reason.
 */
export async function* inputFiles(inputs: readonly string[], options: InputOptions): AsyncGenerator<string> {
  for (const input of inputs) {
    if (input === '-')
      for await (const line of pathsFromStream(options.stdin, options.nulSeparated)) yield* filesOf(line, options);
    else yield* filesOf(input, options);
  }
}

async function* filesOf(input: string, { onEmptyFolder }: InputOptions): AsyncGenerator<string> {
  const stats = await stat(input).catch(() => null);
  if (!stats?.isDirectory()) {
    yield input;
    return;
  }
  const { files, unusable } = await walkFolder(input);
  let pictures = 0;
  const broken = new Set(unusable.map((file) => file.path).filter((name) => kindByName(name)));
  for (const name of [...files, ...broken].toSorted()) {
    const file = path.join(input, name);
    if (!broken.has(name) && !(await isPictureFile(file))) continue;
    pictures += 1;
    yield file;
  }
  if (pictures === 0) onEmptyFolder(input);
}
