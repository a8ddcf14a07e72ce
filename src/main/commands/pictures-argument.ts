import { stat } from 'node:fs/promises';
import { StudioError } from '../../core/errors.ts';
import { ifReachable } from '../../core/files/if-there.ts';
import { inputFiles } from '../files/input-files.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';

/**
 * Pictures that a word means: those below a folder, one file, for `-` the paths on stdin. That a folder holds none is remarked.
 * @param field what named it; errors carry it
 * @throws StudioError `not-found`, also where the system does not let one look
 */
export async function* picturesArgument(context: Context, text: string, field = 'folder'): AsyncGenerator<string> {
  if (text !== '-') await needThere(text, field);
  yield* inputFiles([text], { stdin: process.stdin, nulSeparated: false, onEmptyFolder: (empty) => context.remark(`No pictures in ${printable(empty)}`) });
}

async function needThere(text: string, field: string): Promise<void> {
  const refused = (said: string, cause?: unknown) => new StudioError('not-found', said, { field, hint: 'Check the path, and whether its disk is connected.', cause });
  const found = await ifReachable(stat(text)).catch((error: NodeJS.ErrnoException) => {
    throw refused(`"${text}" cannot be looked at (${error.code ?? error.message})`, error);
  });
  if (found === null) throw refused(`There is no folder and no file "${text}"`);
}
