import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../core/errors.ts';
import { sha256OfFile } from '../../core/files/hash-file.ts';
import { ifReachable } from '../../core/files/if-there.ts';
import { isInside } from '../../core/files/is-inside.ts';
import { createNewFolder } from '../../core/files/new-folder.ts';
import { copyFileAtomically, writeNewFile } from '../../core/files/write-file.ts';
import { namedWriteError } from '../../core/files/write-error.ts';
import { nameIndex } from '../../core/same-name.ts';
import { csvLine } from '../../shared/csv.ts';
import { labelRows } from './label-rows.ts';
import { readCsv } from './read-csv.ts';
import { readText } from './read-text.ts';

const tableName = 'again.csv';
/** `drawn` is a seal: whether the label is still the one that the picture had when it was copied. */
const header = ['file', 'label', 'drawn'];
/** What is written where a person is unsure: `?`, or `??` where a class is called so. */
export const unsureSign = (classes: readonly string[]): string => (nameIndex(classes, '?') < 0 ? '?' : '??');

/** A picture to be copied, by what lay there when it was scanned; `seal` of its drawing. */
interface PictureToCopy {
  readonly file: string;
  readonly sha256: string;
  readonly seal: string;
}

/**
 * Copies pictures under names that tell nothing of them, with a table to fill in; all of it, or nothing. Those that are gone, or another picture by now, are left out.
 * @param out a new or empty folder, in the folder of no data set
 * @param roots of all data sets
 * @returns the table, and how many were copied
 * @throws StudioError `bad-usage`, `not-found` where none can be copied, `not-writable`, `out-of-disk`
 */
export async function writeBlindFolder(out: string, roots: readonly string[], pictures: readonly PictureToCopy[]): Promise<{ table: string; images: number }> {
  await refuseDatasets(out, roots);
  const there: PictureToCopy[] = [];
  for (const picture of pictures) if ((await ifReachable(sha256OfFile(picture.file))) === picture.sha256) there.push(picture);
  if (there.length === 0) {
    throw new StudioError('not-found', `Of ${pictures.length} pictures that were drawn none is what it was when its folder was read`, {
      field: 'dataset',
      hint: 'Bring the folder back as it was, or read it again: graft datasets add <folder>.',
    });
  }
  const width = Math.max(2, String(there.length).length);
  const names = there.map(({ file }, at) => `${String(at + 1).padStart(width, '0')}${path.extname(file).toLowerCase()}`);
  const folder = await createNewFolder(out, 'out');
  try {
    for (const [at, { file }] of there.entries()) await copyFileAtomically(file, path.join(folder.staging, names[at]!), { durable: false });
    await writeNewFile(path.join(folder.staging, tableName), [Buffer.from(csvLine(header) + names.map((name, at) => csvLine([name, '', there[at]!.seal])).join(''))]);
    await folder.commit(tableName);
  } catch (error) {
    // Where it was being made is nothing a person knows.
    throw namedWriteError(error instanceof StudioError && error.cause ? error.cause : error, out, 'out');
  } finally {
    await folder.discard();
  }
  return { table: path.join(path.resolve(out), tableName), images: there.length };
}

/** @throws StudioError `bad-usage` */
async function refuseDatasets(out: string, roots: readonly string[]): Promise<void> {
  const place = await placeOf(path.resolve(out));
  for (const root of roots) {
    if (!isInside(await placeOf(path.resolve(root)), place)) continue;
    throw new StudioError('bad-usage', `${out} lies in the data set ${root}, which would take the copies for pictures of its own`, {
      field: 'out',
      hint: 'Name a folder that is not there yet, elsewhere.',
    });
  }
}

/** Where a path leads to, there or not. */
async function placeOf(absolute: string): Promise<string> {
  const real = await ifReachable(realpath(absolute));
  if (real !== null || path.dirname(absolute) === absolute) return real ?? absolute;
  return path.join(await placeOf(path.dirname(absolute)), path.basename(absolute));
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
export async function readBlindAnswers(table: string, classes: readonly string[], encoding?: string): Promise<BlindAnswer[]> {
  const shown = path.basename(table);
  const read = readCsv(await readText(table, 'answers', encoding));
  const { rows } = labelRows(read, {}, shown);
  const column = read.records[0]!.cells.indexOf('drawn');
  const unsure = unsureSign(classes);
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
