import { StudioError } from '../../core/errors.ts';
import { readNames } from '../../core/images/picture-kinds.ts';
import { inputFiles } from '../files/input-files.ts';

/** Every picture below a folder, by path, as a data set would list it. @throws StudioError `not-found` where there is none */
export async function picturesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  async function* nothing(): AsyncGenerator<Buffer> {}
  const settings = { stdin: nothing(), nulSeparated: false, onEmptyFolder: () => undefined };
  for await (const file of inputFiles([folder], settings)) files.push(file);
  if (files.length > 0) return files;
  throw new StudioError('not-found', `There is no picture in ${folder}`, {
    values: { kind: 'no-picture-there', place: folder },
    field: 'folder',
    hint: `Choose a folder with ${readNames} files.`,
  });
}
