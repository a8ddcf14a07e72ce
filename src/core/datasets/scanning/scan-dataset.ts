import { stat } from 'node:fs/promises';
import type { LayoutKind } from '../../../shared/layout.ts';
import { fileState } from '../../files/file-state.ts';
import type { Database } from '../../store/database.ts';
import { datasetByRoot, type DatasetRow } from '../../store/datasets.ts';
import { countOf, each, those } from '../../listed.ts';
import { presentFiles, sameStat } from '../../store/images.ts';
import { FileList } from '../../store/file-list.ts';
import type { ScannedFile } from '../../store/scanned-file.ts';
import { hasReadExtension } from '../../images/picture-kinds.ts';
import { isCameraPath, locateImage } from '../files/image-location.ts';
import { inspectFile, type Verdict } from '../files/inspect-file.ts';
import { scanFolder, unusableFile, type Scan, type ScanOptions } from './scan.ts';
import { keptSides, needClearLayout } from '../known/layout-question.ts';
import type { Fault } from '../../images/bad-image.ts';
import { fileFault } from '../files/walk-folder.ts';

const noImage: Fault = { reason: 'it is no picture', values: { kind: 'no-picture', what: 'no-picture-format-known-here' } };

export interface DatasetScan extends Scan {
  /** What was known when it began. */
  before: FileList;
  /** Of which data set, as it was then. */
  dataset: DatasetRow | undefined;
  /** How its folders are to be read: what was said, now or before; null: as they show. */
  layout: LayoutKind | null;
}

/**
 * Scans the folder `root` (a real path) with what is known of its data set, and looks after the camera's pictures.
 * @throws StudioError `bad-usage` (field `layout`) where its folders can be read in more than one way and nobody has said which;
 *   `cancelled`
 */
export async function scanDataset(
  db: Database,
  root: string,
  { layout, ...options }: Pick<ScanOptions, 'onProgress' | 'onUnsettled' | 'signal'> & { layout?: LayoutKind } = {},
): Promise<DatasetScan> {
  const dataset = datasetByRoot(db, root);
  const known = dataset ? presentFiles(db, dataset.id) : new FileList();
  const before = pathsOf(those(known, ({ path, problem }) => problem === null && !isCameraPath(path)));
  let choice = layout ?? dataset?.layout ?? null;
  const check = (paths: Iterable<string>): void => {
    choice ??= keptSides(before, paths);
    needClearLayout(root, paths, choice);
  };
  // By their names before minutes are spent on reading; then as what they are, where those are others.
  let named = 0;
  const onWalked = (paths: Iterable<string>): void => {
    const pictures = those(paths, hasReadExtension);
    named = countOf(pictures);
    check(pictures);
  };
  const scan = await scanFolder(root, { ...options, known, onWalked });
  const good = pathsOf(those(scan.found, ({ problem }) => problem === null));
  if (countOf(good) !== named || countOf(those(good, hasReadExtension)) !== named) check(good);
  const ofCamera = dataset ? [...those(known, ({ path }) => isCameraPath(path))] : [];
  for (const row of ofCamera) scan.found.add(await cameraFile(locateImage(db, dataset!, row.path), row));
  if (ofCamera.length > 0) scan.found.sortByPath();
  return { ...scan, before: known, dataset, layout: choice };
}

const pathsOf = (files: Iterable<{ readonly path: string }>): Iterable<string> => each(files, ({ path }) => path);

/** What there is to say of a picture of the camera, in the studio's own folder: its file goes only when somebody meddles. */
export async function cameraFile(
  file: string,
  row: Pick<ScannedFile, 'path'> & Partial<ScannedFile>,
  /** What is known of its content already. */
  inspected?: Verdict,
): Promise<ScannedFile> {
  try {
    const stats = await stat(file);
    const place = { path: row.path, ...fileState(stats) };
    const { sha256 = null, width = null, height = null, isDim = false, sizeBytes = -1, modifiedMs = -1, stamp = null } = row;
    if (row.problem === null && sameStat({ sizeBytes, modifiedMs, stamp }, place))
      return { ...place, sha256, width, height, problem: null, isDim };
    const verdict = inspected ?? (await inspectFile(file));
    return verdict === 'no-image' ? unusableFile({ path: row.path, ...noImage }) : { ...place, ...verdict };
  } catch (error) {
    return unusableFile({ path: row.path, ...fileFault(error, row.path) });
  }
}
