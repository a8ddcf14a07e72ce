import type { Database } from '../../store/database.ts';
import { imagesOfVersion, type VersionImage } from '../../store/dataset-versions.ts';
import { classNames, getDataset, getVersion, type DatasetRow, type DatasetVersion } from '../../store/datasets.ts';
import type { AddOptions } from './add-dataset.ts';
import { ensureVersion } from '../version/ensure-version.ts';
import { needFolder } from '../known/find-dataset.ts';
import { locateImage } from '../files/image-location.ts';
import { resolveDataset } from './resolve-dataset.ts';
import { partOfPictures } from '../version/part-of-pictures.ts';
import type { DataPart } from '../../../shared/data-part.ts';

/** A picture of a version (`path` relative to the data set's folder, with `/`), and where its file lies. */
export interface LocatedImage extends VersionImage {
  /** Absolute. */
  file: string;
}

export interface TrainingDataset {
  dataset: DatasetRow;
  version: DatasetVersion;
  /** In label order. */
  classes: string[];
  /** By path. */
  images: LocatedImage[];
}

/**
 * A data set (its id or absolute folder) as training sees it, after a scan that makes a new version where the folder or the labels
 * given in the studio have changed (`rescan: false` takes what was last scanned).
 * @throws StudioError `not-found` (with a hint to relink where the folder has moved), `bad-data-set`
 */
export async function datasetForTraining(
  db: Database,
  idOrFolder: string,
  options: AddOptions & { rescan?: boolean } = {},
): Promise<TrainingDataset> {
  const dataset = await resolveDataset(db, idOrFolder, options);
  return versionForTraining(db, ensureVersion(db, dataset.id).id);
}

/** One stored version, for a run that saw it; its files may have changed since. @throws StudioError `not-found` */
export function versionForTraining(db: Database, versionId: number): TrainingDataset {
  const version = getVersion(db, versionId);
  const dataset = getDataset(db, version.datasetId);
  needFolder(dataset);
  const images = imagesOfVersion(db, versionId).map((image) => ({ ...image, file: locateImage(db, dataset, image.path) }));
  return { dataset, version, classes: classNames(db, versionId), images };
}

/** What a run sees of the version it was made for. @throws StudioError `not-found` */
export const datasetOfRun = (db: Database, { datasetVersionId, dataPart }: { datasetVersionId: number; dataPart: DataPart | null }): TrainingDataset =>
  partOfDataset(versionForTraining(db, datasetVersionId), dataPart);

/** The same data set, of which only a part is seen. */
export const partOfDataset = (dataset: TrainingDataset, part: DataPart | null): TrainingDataset => ({ ...dataset, images: partOfPictures(dataset.images, part) });
