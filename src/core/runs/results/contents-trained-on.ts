import { partOfPictures } from '../../datasets/version/part-of-pictures.ts';
import { imagesOfVersion } from '../../store/dataset-versions.ts';
import type { Database } from '../../store/database.ts';
import type { Run } from '../../store/runs.ts';

/** sha256 of each picture that a run learned from. */
export const contentsTrainedOn = (db: Database, { datasetVersionId, dataPart }: Pick<Run, 'datasetVersionId' | 'dataPart'>): Set<string> =>
  new Set(partOfPictures(imagesOfVersion(db, datasetVersionId), dataPart).flatMap(({ split, sha256 }) => (split === 'train' ? [sha256] : [])));

interface Grouped {
  readonly sha256: string;
  readonly group: string | null;
}

/**
 * Those of judging pictures that a model has met: it learned from the picture itself, or from another one of its group, as runs do that were trained before the groups were kept together.
 * @param all pictures of the version whose groups count, the judging ones among them
 */
export function metBefore<Picture extends Grouped>(learned: ReadonlySet<string>, judging: readonly Picture[], all: readonly Grouped[]): Picture[] {
  const groups = new Set(all.flatMap(({ sha256, group }) => (group !== null && learned.has(sha256) ? [group] : [])));
  return judging.filter(({ sha256, group }) => learned.has(sha256) || (group !== null && groups.has(group)));
}
