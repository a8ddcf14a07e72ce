import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { datasetByRoot, datasetsCalled, getDataset, type DatasetRow } from '../store/datasets.ts';

/**
 * The data set that a user means by an id, a name, or the folder of one that was added.
 * An id goes before a name, a name before a folder; what looks like a path (`./x`, `/x`, `a/b`) is only a folder.
 * @throws StudioError `not-found`, `bad-usage` where a name is not unique
 */
export function findDataset(db: Database, idNameOrFolder: string): DatasetRow {
  const row = datasetCalled(db, idNameOrFolder) ?? datasetAt(db, idNameOrFolder);
  if (row) return row;
  if (existsSync(idNameOrFolder)) {
    throw new StudioError('not-found', `The folder ${idNameOrFolder} is no data set yet`, {
      field: 'dataset',
      hint: `Add it: graft datasets add ${idNameOrFolder}`,
    });
  }
  throw new StudioError('not-found', `There is no data set and no folder "${idNameOrFolder}"`, {
    field: 'dataset',
    hint: '`graft datasets list` shows all; `graft datasets add <folder>` adds one.',
  });
}

/** The data set with exactly this id, unless it was removed: what a window names. @throws StudioError `not-found` */
export function needDataset(db: Database, id: string): DatasetRow {
  const row = getDataset(db, id);
  if (row.removedAtMs === null) return row;
  throw new StudioError('not-found', `The data set "${id}" was removed`, {
    field: 'dataset',
    hint: 'Open its folder again to have it back.',
  });
}

/** The data set with this id or name; undefined where there is none or the text is a path. @throws `bad-usage` */
export function datasetCalled(db: Database, text: string): DatasetRow | undefined {
  if (path.isAbsolute(text) || /^\.\.?$|[/\\]/.test(text)) return undefined;
  const rows = datasetsCalled(db, text);
  const [first, second] = rows;
  if (first && second && first.id !== text) {
    throw new StudioError('bad-usage', `Several data sets are called "${text}"`, {
      field: 'dataset',
      hint: `Say which by its id: ${rows.map((row) => row.id).join(', ')}.`,
    });
  }
  return first;
}

function datasetAt(db: Database, folder: string): DatasetRow | undefined {
  const row = datasetByRoot(db, existsSync(folder) ? realpathSync.native(folder) : path.resolve(folder));
  return row?.removedAtMs === null ? row : undefined;
}

/** @throws StudioError `not-found` with a hint to relink where the folder of a data set is gone */
export function needFolder({ id, root }: DatasetRow): void {
  if (existsSync(root)) return;
  throw new StudioError('not-found', `The folder ${root} of the data set "${id}" is not there`, {
    field: 'dataset',
    hint: `Where it has moved: graft datasets relink ${id} <its new folder>`,
  });
}
