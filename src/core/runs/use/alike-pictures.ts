import type { AlikeResult } from '../../../shared/alike-job.ts';
import { locateImage } from '../../datasets/files/image-location.ts';
import { datasetState } from '../../datasets/version/dataset-state.ts';
import { onePerPicture, type AlikePairs } from '../../datasets/version/found-groups.ts';
import type { Studio } from '../../open-studio.ts';
import { defaultThreads, endOnAbort, startEngine } from '../executors/engine-process.ts';
import { usualBackbone } from '../results/usual-backbone.ts';
import { readFeatures, stopped, type FeatureWork } from './picture-features.ts';

export interface AlikeFound {
  readonly pairs: AlikePairs;
  /** Pictures whose files could not be read as they were scanned, and which are in no pair for that. */
  readonly unread: number;
}

/**
 * Pictures that show the same by their features (mirrored, turned, cropped), each pair by its contents; one stands for those that are near by their hashes, which
 * should be known before. Features are kept by content.
 * @throws StudioError `not-found`, `engine-missing`, `out-of-disk`, `cancelled`
 */
export async function alikePictures(studio: Studio, datasetId: string, work: FeatureWork = {}): Promise<AlikeFound> {
  const { db } = studio;
  const state = datasetState(db, datasetId);
  const pictures = onePerPicture(db, state).map(({ file }) => ({ file: locateImage(db, state.dataset, file.path), sha256: file.sha256! }));
  const { features, dimensions, read } = await readFeatures(studio, (await usualBackbone(studio)).id, pictures, work);
  const unread = pictures.length - read.length;
  if (read.length < 2) return { pairs: [], unread };
  if (work.signal?.aborted) throw stopped();
  const engine = startEngine({ kind: 'alike', features, dimensions }, defaultThreads(), () => undefined);
  const letGo = endOnAbort(engine, work.signal);
  try {
    const { pairs } = (await engine.finished) as AlikeResult;
    return { pairs: pairs.map(({ first, second }) => [read[first]!.sha256, read[second]!.sha256]), unread };
  } catch (error) {
    throw work.signal?.aborted ? stopped() : error;
  } finally {
    letGo();
  }
}
