import { stat } from 'node:fs/promises';
import type { Database } from '../store/database.ts';
import { datasetByRoot } from '../store/datasets.ts';
import { presentImages, type KnownFile, type ScannedFile } from '../store/images.ts';
import { isCameraPath, locateImage } from './image-location.ts';
import { inspectFile } from './inspect-file.ts';
import { scanFolder, type Scan, type ScanOptions } from './scan.ts';
import { fileProblem } from './walk-folder.ts';

export interface DatasetScan extends Scan {
  /** What was known when it began, by path. */
  before: ReadonlyMap<string, KnownFile>;
}

/** Scans the folder `root` (a real path) with what is known of its data set, and looks after the camera's pictures. */
export async function scanDataset(
  db: Database,
  root: string,
  options: Pick<ScanOptions, 'onProgress' | 'onUnsettled' | 'signal'> = {},
): Promise<DatasetScan> {
  const dataset = datasetByRoot(db, root);
  const known = dataset ? presentImages(db, dataset.id) : new Map<string, KnownFile>();
  const scan = await scanFolder(root, { ...options, known });
  for (const row of known.values()) {
    if (dataset && isCameraPath(row.path)) scan.files.push(await cameraFile(locateImage(db, dataset, row.path), row));
  }
  return { ...scan, before: known };
}

/** What there is to say of a picture of the camera, in the studio's own folder: its file goes only when somebody meddles. */
export async function cameraFile(file: string, row: Pick<ScannedFile, 'path'> & Partial<ScannedFile>): Promise<ScannedFile> {
  try {
    const { size, mtimeMs } = await stat(file);
    const place = { path: row.path, sizeBytes: size, modifiedMs: mtimeMs };
    const { sha256 = null, width = null, height = null } = row;
    if (row.problem === null && row.sizeBytes === size && row.modifiedMs === mtimeMs)
      return { ...place, sha256, width, height, problem: null };
    const verdict = await inspectFile(file);
    return verdict === 'no-image' ? unusable(row.path, 'it is no image') : { ...place, ...verdict };
  } catch (error) {
    return unusable(row.path, fileProblem(error, row.path));
  }
}

const unusable = (path: string, problem: string): ScannedFile => ({
  path,
  sizeBytes: 0,
  modifiedMs: 0,
  sha256: null,
  width: null,
  height: null,
  problem,
});
