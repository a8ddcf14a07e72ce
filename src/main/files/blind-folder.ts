import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../core/errors.ts';
import { sha256OfFile } from '../../core/files/hash-file.ts';
import { ifReachable, ifThere } from '../../core/files/if-there.ts';
import { copyFileAtomically } from '../../core/files/write-file.ts';
import { namedWriteError } from '../../core/files/write-error.ts';
import { nameIndex } from '../../core/same-name.ts';
import { csvLine } from '../../shared/csv.ts';
import { labelRows } from './label-rows.ts';
import { readText } from './read-text.ts';
import { createTableFile } from './table-file.ts';

const tableName = 'again.csv';
const header = ['file', 'label'];
const unsure = '?';

/**
 * Copies pictures under names that tell nothing of them, with a table to fill in.
 * @param out a new or empty folder, not in `root`, the data set's own
 * @returns the table
 * @throws StudioError `bad-usage`, `not-writable`, `out-of-disk`
 */
export async function writeBlindFolder(out: string, root: string, files: readonly string[]): Promise<string> {
  const folder = path.resolve(out);
  const refuse = (why: string): StudioError => new StudioError('bad-usage', `${out} ${why}`, { field: 'out', hint: 'Name a folder that is not there yet.' });
  if (`${folder}${path.sep}`.startsWith(`${path.resolve(root)}${path.sep}`)) throw refuse('lies in the data set, which would take the copies for pictures of its own');
  try {
    if (((await ifThere(readdir(folder))) ?? []).length > 0) throw refuse('is not empty, and nothing in it is replaced');
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw error instanceof StudioError ? error : namedWriteError(error, out, 'out');
  }
  const width = Math.max(2, String(files.length).length);
  const names = files.map((file, at) => `${String(at + 1).padStart(width, '0')}${path.extname(file).toLowerCase()}`);
  for (const [at, file] of files.entries()) await copyFileAtomically(file, path.join(folder, names[at]!));
  const table = path.join(folder, tableName);
  const output = await createTableFile(table, { field: 'out', header });
  try {
    await output.append(names.map((name) => csvLine([name, ''])).join(''));
    await output.commit();
  } finally {
    await output.discard();
  }
  return table;
}

/**
 * What a person wrote into the table of such a folder; copies are known by their contents.
 * @param imageOf the labelled picture of that content
 * @throws StudioError `bad-usage` naming the first line that is wrong, `not-found`
 */
export async function readBlindAnswers(table: string, classes: readonly string[], imageOf: (sha256: string) => number | undefined): Promise<{ image: number; label: string | null }[]> {
  const shown = path.basename(table);
  const { rows } = labelRows(await readText(table, 'answers'), {}, shown);
  const said: { image: number; label: string | null }[] = [];
  for (const { line, file, label } of rows) {
    if (label === '') continue;
    const wrong = (why: string, hint: string): StudioError => new StudioError('bad-usage', `${shown}, line ${line}: ${why}`, { field: 'answers', hint });
    const known = classes[nameIndex(classes, label)];
    if (label !== unsure && known === undefined) throw wrong(`"${label.slice(0, 60)}" is no class`, `Write one of ${classes.slice(0, 8).join(', ')}${classes.length > 8 ? ', …' : ''}, or ${unsure}.`);
    const image = imageOf((await ifReachable(sha256OfFile(path.resolve(path.dirname(table), file)))) ?? '');
    if (image === undefined) throw wrong(`"${file.slice(0, 60)}" is no copy of a labelled picture of this data set`, 'Leave the copies beside the table, as they were written.');
    said.push({ image, label: label === unsure ? null : known! });
  }
  return said;
}
