import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { datasetByRoot, getDataset, type DatasetRow } from '../../store/datasets.ts';

/**
 * The data set with exactly this id, or of this absolute folder. A name, and a folder from where one stands, is read by
 * `../../references`.
 * @throws StudioError `not-found`
 */
export function findDataset(db: Database, idOrFolder: string): DatasetRow {
  if (!path.isAbsolute(idOrFolder)) return needDataset(db, idOrFolder);
  const row = datasetByRoot(db, existsSync(idOrFolder) ? realpathSync.native(idOrFolder) : idOrFolder);
  if (row?.removedAtMs === null) return row;
  if (existsSync(idOrFolder)) {
    throw new StudioError('not-found', `The folder ${idOrFolder} is no data set yet`, {
      values: { kind: 'dataset-unknown', name: idOrFolder },
      field: 'dataset',
      hint: `Add it: graft datasets add ${idOrFolder}`,
    });
  }
  throw new StudioError('not-found', `There is no data set and no folder "${idOrFolder}"`, {
    values: { kind: 'dataset-unknown', name: idOrFolder },
    field: 'dataset',
    hint: '"graft datasets list" shows all; "graft datasets add <folder>" adds one.',
  });
}

/** The data set with exactly this id, unless it was removed. @throws StudioError `not-found` */
export function needDataset(db: Database, id: string): DatasetRow {
  const row = getDataset(db, id);
  if (row.removedAtMs === null) return row;
  throw new StudioError('not-found', `The data set "${id}" was removed`, {
    values: { kind: 'dataset-removed', name: id },
    field: 'dataset',
    hint: 'Open its folder again to have it back.',
  });
}

/** @throws StudioError `not-found` with a hint to relink where the folder of a data set is gone */
export function needFolder({ id, root }: DatasetRow): void {
  if (existsSync(root)) return;
  throw new StudioError('not-found', `The folder ${root} of the data set "${id}" is not there`, {
    values: { kind: 'folder-gone', folder: root, name: id, dataset: id },
    field: 'dataset',
    hint: `Where it has moved: graft datasets relink ${id} <its new folder>`,
  });
}

/** That the folder of a data set is where it was, and no link by now: what it leads to would be another data set. @param real its real path @throws StudioError `not-found` with a hint to relink */
export function needSameFolder({ id, root }: Pick<DatasetRow, 'id' | 'root'>, real: string): void {
  if (real === root) return;
  throw new StudioError('not-found', `The folder ${root} of the data set "${id}" is a link to ${real} now`, {
    values: { kind: 'folder-leads-elsewhere', folder: root, to: real, name: id, dataset: id },
    field: 'dataset',
    hint: `Where it has moved there: graft datasets relink ${id} ${real}`,
  });
}

/** That a data set is as it was when a scan of it began; called where the scan is stored. @throws StudioError `not-found` where it was removed meanwhile, `busy` where its folder is another now */
export function needScanned(db: Database, { id, root }: Pick<DatasetRow, 'id' | 'root'>): void {
  const now = needDataset(db, id);
  if (now.root === root) return;
  throw new StudioError('busy', `The data set "${id}" was given another folder, ${now.root}, while ${root} was read`, {
    values: { kind: 'dataset-moved-meanwhile', name: id, folder: root },
    hint: 'Nothing was stored. Try again.',
  });
}
