import { partOfPictures } from '../../datasets/version/part-of-pictures.ts';
import { imagesOfVersion } from '../../store/dataset-versions.ts';
import type { Database } from '../../store/database.ts';
import type { Run } from '../../store/runs.ts';

/** sha256 of each picture that a run learned from. */
export const contentsTrainedOn = (db: Database, { datasetVersionId, dataPart }: Pick<Run, 'datasetVersionId' | 'dataPart'>): Set<string> =>
  new Set(partOfPictures(imagesOfVersion(db, datasetVersionId), dataPart).flatMap(({ split, sha256 }) => (split === 'train' ? [sha256] : [])));
