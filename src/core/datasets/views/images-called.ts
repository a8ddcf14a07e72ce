import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../../errors.ts';
import { nameKey } from '../../same-name.ts';
import type { Database } from '../../store/database.ts';
import { datasetState } from '../version/dataset-state.ts';

/**
 * Rows of the pictures that paths mean, each once: relative to the data set's folder as the studio prints them, or as the shell
 * gives them (absolute or relative to `cwd`; `./x` and `../x` are only that); a folder means every picture below it. `isScanned`: the
 * folder was scanned just now, so that what is not known in it is no picture.
 * @throws StudioError `not-found` naming those that are none, `bad-usage` where a path means one thing here and another there
 */
export function imagesCalled(db: Database, datasetId: string, files: readonly string[], cwd: string, isScanned = false): number[] {
  const { dataset, images } = datasetState(db, datasetId);
  const exact = new Map(images.map(({ file }) => [file.path, file.id]));
  const alike = images.map(({ file }): [string, number] => [nameKey(file.path), file.id]);
  const found = new Set<number>();
  const unknown: string[] = [];
  for (const file of files) {
    if (file.trim() === '') throw emptyName();
    const fromHere = relativeTo(dataset.root, path.resolve(cwd, file));
    const inDataset = path.isAbsolute(file) || /^\.{1,2}([/\\]|$)/.test(file) ? fromHere : slashed(path.normalize(file));
    const there = rowsAt(exact, alike, inDataset);
    // Looked at only where something is: going through all names for each of many files takes long.
    const isHere = inDataset !== fromHere && (there.length === 0 || existsSync(path.resolve(cwd, file)));
    const here = isHere ? rowsAt(exact, alike, fromHere) : [];
    if (here.length > 0 && there.length > 0) throw twoPictures(file, dataset.root, cwd);
    // What lies here and is not known yet may be meant just as well: unknown, until a scan has seen it.
    const isNewHere = !isScanned && isHere && here.length === 0 && there.length > 0 && fromHere !== null;
    const rows = isNewHere ? [] : there.length > 0 ? there : here;
    if (rows.length === 0) unknown.push(file);
    for (const row of rows) found.add(row);
  }
  if (unknown.length === 0) return [...found];
  const more = unknown.length > 1 ? ` (and ${unknown.length - 1} more that are none)` : '';
  throw new StudioError('not-found', `"${unknown[0]}" is no picture of the data set "${datasetId}"${more}`, {
    field: 'files',
    hint: `Name pictures as they lie below ${dataset.root}, or by their whole path.`,
  });
}

const emptyName = (): StudioError =>
  new StudioError('bad-usage', 'The name of a picture is empty', {
    field: 'files',
    hint: 'A shell variable that is not set is the usual cause. The whole data set is its folder: name that.',
  });

const twoPictures = (file: string, root: string, cwd: string): StudioError =>
  new StudioError('bad-usage', `"${file}" can mean ${path.resolve(cwd, file)}, or ${path.join(root, file)}`, {
    field: 'files',
    hint: `Say which: ./${file} or ${path.join(root, file)}.`,
  });

function rowsAt(exact: ReadonlyMap<string, number>, alike: readonly [string, number][], name: string | null): number[] {
  if (name === null) return [];
  // As it is written first: a folder may hold two files whose names look alike.
  const file = exact.get(name);
  if (file !== undefined) return [file];
  const key = nameKey(name).replace(/\/$/, '');
  const files = alike.filter(([path]) => path === key);
  const found = files.length > 0 ? files : alike.filter(([below]) => key === '' || below.startsWith(`${key}/`));
  return found.map(([, row]) => row);
}

/** As the database has it; null where it does not lie below `root`. Links of folders on the way are resolved, the file's not. */
function relativeTo(root: string, absolute: string): string | null {
  const folder = path.dirname(absolute);
  const real = existsSync(folder) ? path.join(realpathSync.native(folder), path.basename(absolute)) : absolute;
  const relative = path.relative(root, real);
  return relative.split(path.sep)[0] === '..' || path.isAbsolute(relative) ? null : slashed(relative);
}

const slashed = (file: string): string => file.split(path.sep).join('/');
