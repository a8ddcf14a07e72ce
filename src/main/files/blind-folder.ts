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
import { readCsv } from './read-csv.ts';
import { readText } from './read-text.ts';
import { createTableFile } from './table-file.ts';

const tableName = 'again.csv';
/** `drawn` is a seal: whether the label is still the one that the picture had when it was copied. */
const header = ['file', 'label', 'drawn'];
const unsure = '?';

/**
 * Copies pictures under names that tell nothing of them, with a table to fill in.
 * @param out a new or empty folder, not in `root`, the data set's own
 * @param pictures each with the seal of its drawing
 * @returns the table
 * @throws StudioError `bad-usage`, `not-writable`, `out-of-disk`
 */
export async function writeBlindFolder(out: string, root: string, pictures: readonly { readonly file: string; readonly seal: string }[]): Promise<string> {
  const folder = path.resolve(out);
  const refuse = (why: string): StudioError => new StudioError('bad-usage', `${out} ${why}`, { field: 'out', hint: 'Name a folder that is not there yet.' });
  if (`${folder}${path.sep}`.startsWith(`${path.resolve(root)}${path.sep}`)) throw refuse('lies in the data set, which would take the copies for pictures of its own');
  try {
    if (((await ifThere(readdir(folder))) ?? []).length > 0) throw refuse('is not empty, and nothing in it is replaced');
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw error instanceof StudioError ? error : namedWriteError(error, out, 'out');
  }
  const width = Math.max(2, String(pictures.length).length);
  const names = pictures.map(({ file }, at) => `${String(at + 1).padStart(width, '0')}${path.extname(file).toLowerCase()}`);
  for (const [at, { file }] of pictures.entries()) await copyFileAtomically(file, path.join(folder, names[at]!));
  const table = path.join(folder, tableName);
  const output = await createTableFile(table, { field: 'out', header });
  try {
    await output.append(names.map((name, at) => csvLine([name, '', pictures[at]!.seal])).join(''));
    await output.commit();
  } finally {
    await output.discard();
  }
  return table;
}

/** What a person wrote of one copy; `label` null: unsure, `seal` null: the table has lost it. */
export interface BlindAnswer {
  readonly sha256: string;
  readonly seal: string | null;
  readonly label: string | null;
}

/**
 * What a person wrote into the table of such a folder; copies are known by their contents.
 * @throws StudioError `bad-usage` naming the first line that is wrong, `not-found`
 */
export async function readBlindAnswers(table: string, classes: readonly string[]): Promise<BlindAnswer[]> {
  const shown = path.basename(table);
  const read = readCsv(await readText(table, 'answers'));
  const { rows } = labelRows(read, {}, shown);
  const column = read.records[0]!.cells.indexOf('drawn');
  const seals = new Map(read.records.map(({ line, cells }) => [line, cells[column] || null]));
  const said: BlindAnswer[] = [];
  for (const { line, file, label } of rows) {
    if (label === '') continue;
    const wrong = (why: string, hint: string): StudioError => new StudioError('bad-usage', `${shown}, line ${line}: ${why}`, { field: 'answers', hint });
    const known = classes[nameIndex(classes, label)];
    if (label !== unsure && known === undefined) throw wrong(`"${label.slice(0, 60)}" is no class`, `Write one of ${classes.slice(0, 8).join(', ')}${classes.length > 8 ? ', …' : ''}, or ${unsure}.`);
    const sha256 = await ifReachable(sha256OfFile(path.resolve(path.dirname(table), file)));
    if (sha256 === null) throw wrong(`there is no copy "${file.slice(0, 60)}"`, 'Leave the copies beside the table, as they were written.');
    said.push({ sha256, seal: seals.get(line) ?? null, label: label === unsure ? null : known! });
  }
  return said;
}
