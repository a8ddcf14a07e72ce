import { StudioError } from '../../errors.ts';
import { decodeHost } from '../../images/decode-host.ts';
import type { Database } from '../../store/database.ts';
import { looksOf, saveLooks, type StoredLook } from '../../store/looks.ts';
import { forEachLimited } from '../files/for-each-limited.ts';
import { locateImage } from '../files/image-location.ts';
import { filesAtOnce } from '../files/inspect-file.ts';
import { datasetState } from '../version/dataset-state.ts';

/** Looks kept back before they are stored together; what was not stored is looked at again. */
const storedTogether = 256;

/** How many pictures of different content were read now, and how many files could not be read as what they were scanned as. */
export interface LookedAt {
  readonly looked: number;
  readonly unread: number;
}

/**
 * Looks at the pictures of a data set that nobody has looked at since they came or changed: hashes and the camera's clock, in decode
 * processes, stored as they come. One that was stopped goes on where it was. @throws StudioError `cancelled`
 */
export async function lookAtPictures(
  db: Database,
  datasetId: string,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: (done: number, total: number) => void } = {},
): Promise<LookedAt> {
  const { images, dataset } = datasetState(db, datasetId);
  const known = looksOf(db, datasetId);
  const usable = images.filter(({ file, isExcluded }) => file.problem === null && !isExcluded);
  const knownContents = new Map(usable.flatMap(({ file }) => (known.has(file.id) ? [[file.sha256!, known.get(file.id)!] as const] : [])));
  const missing = Map.groupBy(usable.filter(({ file }) => !known.has(file.id)), ({ file }) => file.sha256!);
  const waiting: [id: number, look: StoredLook][] = [];
  let [done, looked, unread] = [0, 0, 0];
  const keep = (sha256: string, look: StoredLook): void => {
    for (const { file } of missing.get(sha256)!) waiting.push([file.id, look]);
    if (waiting.length >= storedTogether) saveLooks(db, waiting.splice(0));
  };
  try {
    await forEachLimited([...missing], filesAtOnce, async ([sha256, [first]]) => {
      if (signal?.aborted) throw new StudioError('cancelled', 'Stopped before all pictures were looked at');
      const before = knownContents.get(sha256);
      const look = before ?? (await lookOf(locateImage(db, dataset, first!.file.path), sha256));
      looked += before ? 0 : 1;
      if (look) keep(sha256, look);
      else unread += missing.get(sha256)!.length;
      onProgress?.((done += 1), missing.size);
    });
  } finally {
    saveLooks(db, waiting);
  }
  return { looked, unread };
}

/** Null where the file cannot be read, or holds something else by now. */
async function lookOf(file: string, sha256: string): Promise<StoredLook | null> {
  try {
    const { phash, dhash, ties, isFlat, takenAtMs } = await decodeHost().run({ kind: 'look-at', file, sha256 });
    return { hashes: ties > 0 || isFlat ? null : { phash, dhash }, takenAtMs };
  } catch (error) {
    if (error instanceof StudioError && error.code === 'bad-image') return null;
    throw error;
  }
}
