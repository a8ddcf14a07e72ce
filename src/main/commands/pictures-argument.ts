import { stat } from 'node:fs/promises';
import { StudioError } from '../../core/errors.ts';
import { inputFiles } from '../files/input-files.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';

/**
 * Pictures that a word means: those below a folder, one file, for `-` the paths on stdin. That a folder holds none is remarked.
 * @param field what named it; errors carry it
 * @throws StudioError `not-found`
 */
export async function* picturesArgument(context: Context, text: string, field = 'folder'): AsyncGenerator<string> {
  if (text !== '-' && (await stat(text).catch(() => null)) === null) {
    throw new StudioError('not-found', `There is no folder and no file "${text}"`, { field, hint: 'Check the path, and whether its disk is connected.' });
  }
  yield* inputFiles([text], { stdin: process.stdin, nulSeparated: false, onEmptyFolder: (empty) => context.remark(`No pictures in ${printable(empty)}`) });
}
