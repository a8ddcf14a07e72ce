import { StudioError } from '../../errors.ts';
import { existingFolder } from '../../files/folder-size.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { ifReachable } from '../../files/if-there.ts';
import { isUnwritable, namedWriteError } from '../../files/write-error.ts';
import { locateEngine } from '../../engine-host/locate.ts';
import { decodeHost } from '../../images/decode-host.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import type { Studio } from '../../open-studio.ts';
import { defaultCacheBytes, makeRoom } from '../../training/cache-budget.ts';
import { openFeatureCache, readFeatureCache, type FeatureCache } from '../../training/feature-cache.ts';
import { featureKeyName, networkRevision, type FeatureKey } from '../../training/feature-key.ts';
import { backboneReference } from '../../weights/backbones.ts';
import { extractFeatures } from './predict.ts';

/** A picture by its absolute path and what lay there when it was scanned. */
export interface ScannedPicture {
  readonly file: string;
  readonly sha256: string;
}

export interface PictureFeatures {
  /** float32 [n, dimensions] in the order asked for; zeros where `isRead` is false. */
  readonly values: Float32Array;
  readonly isRead: readonly boolean[];
}

export interface FeatureWork {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, total: number) => void;
  /** Features are computed and cannot be kept, and why: the next time they are computed again. Told once, as soon as it is known. */
  readonly onFeaturesUnkept?: (reason: string) => void;
}

/**
 * Pooled features of pictures by a backbone, as `graft features` gives them, kept in the feature cache by content: only pictures that
 * nobody asked for before are computed. Where the disk takes nothing they are computed all the same. Takes `n * dimensions * 4` bytes of memory.
 * @throws StudioError `not-found` (a backbone that is not on disk), `engine-missing`, `cancelled`
 */
export async function pictureFeatures(
  studio: Studio,
  backbone: string,
  pictures: readonly ScannedPicture[],
  { signal, onProgress, onFeaturesUnkept }: FeatureWork = {},
): Promise<PictureFeatures> {
  const { preprocessing, sha256: weightsSha256, net } = await backboneReference(studio.folder, backbone);
  const dimensions = planNet(net).features;
  // Apart from those of training, which are computed in batches of one size so that a resumed run is the same.
  const key: FeatureKey = {
    decoderVersion: await decodeHost().run({ kind: 'version' }, { urgent: true }),
    viewRecipe: 'as-answered',
    preprocessing,
    weightsSha256,
    cut: 'head',
    ...networkRevision(net),
    precision: 'float32',
    engineVersion: locateEngine().version,
  };
  const { cache, append, unkept } = openToKeep(studio, key, dimensions * 4, pictures.length);
  try {
    const values = new Float32Array(pictures.length * dimensions);
    const bytes = new Uint8Array(values.buffer);
    const isRead = pictures.map(({ sha256 }, row) => cache?.read(sha256, 0, bytes, row * dimensions * 4) ?? false);
    // What is kept but damaged too: it reads as missing.
    const missing = Map.groupBy([...pictures.keys()].filter((row) => !isRead[row]), (row) => pictures[row]!.sha256);
    const files = [...missing].map(([sha256, [first]]) => ({ file: pictures[first!]!.file, sha256 }));
    let keep = append;
    const dropped = (reason: string): void => {
      keep = null;
      onFeaturesUnkept?.(reason);
    };
    if (unkept !== null && files.length > 0) dropped(unkept);
    const take = (sha256: string, own: Float32Array): void => {
      try {
        keep?.(sha256, 0, new Uint8Array(own.buffer, own.byteOffset, own.byteLength));
      } catch (error) {
        dropped(whyUnwritable(error, studio));
      }
      for (const row of missing.get(sha256)!) {
        values.set(own, row * dimensions);
        isRead[row] = true;
      }
    };
    if (files.length > 0) await computeFeatures(studio, backbone, files, take, { signal, onProgress });
    for (const [row, wasRead] of isRead.entries()) if (!wasRead) values.fill(0, row * dimensions, (row + 1) * dimensions);
    return { values, isRead };
  } finally {
    cache?.close();
  }
}

interface KeptFeatures {
  /** Null where there is none, and none can be made. */
  readonly cache: Pick<FeatureCache, 'read' | 'close'> | null;
  /** Null where nothing can be kept, for the reason `unkept`. */
  readonly append: FeatureCache['append'] | null;
  readonly unkept: string | null;
}

/** The cache, to be added to where there is room for all of them, else as it is. */
function openToKeep(studio: Studio, key: FeatureKey, recordBytes: number, pictures: number): KeptFeatures {
  const { featureCache, root } = studio.folder;
  const asItIs = (unkept: string): KeptFeatures => ({ cache: readFeatureCache(featureCache, key, recordBytes), append: null, unkept });
  try {
    const budget = defaultCacheBytes(featureCache, existingFolder(root));
    if (!makeRoom(featureCache, budget, [featureKeyName(key)], pictures * recordBytes)) return asItIs(`There is no room for the features of ${pictures} pictures.`);
    const cache = openFeatureCache(featureCache, key, recordBytes);
    return { cache, append: cache.append, unkept: null };
  } catch (error) {
    return asItIs(whyUnwritable(error, studio));
  }
}

/** @throws `error` where it is no refusal of the disk */
function whyUnwritable(error: unknown, { folder }: Studio): string {
  const named = namedWriteError(error, folder.featureCache);
  if (!isUnwritable(named)) throw error;
  return (named as StudioError).message;
}

/** Features of those pictures that could be read, with them. @throws as `pictureFeatures` */
export async function readFeatures<T extends ScannedPicture>(
  studio: Studio,
  backbone: string,
  pictures: readonly T[],
  work: FeatureWork = {},
): Promise<{ features: Float32Array<ArrayBuffer>; dimensions: number; read: T[] }> {
  const { values, isRead } = await pictureFeatures(studio, backbone, pictures, work);
  const dimensions = values.length / Math.max(1, pictures.length);
  const rows = [...pictures.keys()].filter((row) => isRead[row]);
  const features = new Float32Array(rows.length * dimensions);
  for (const [at, row] of rows.entries()) features.set(values.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions);
  return { features, dimensions, read: rows.map((row) => pictures[row]!) };
}

/** Files that hold what they held when they were scanned; `onGone` hears of each other. @throws StudioError `cancelled` */
export async function* asScanned(pictures: Iterable<ScannedPicture>, onGone: () => void, signal?: AbortSignal): AsyncGenerator<string> {
  for (const { file, sha256 } of pictures) {
    if (signal?.aborted) throw stopped();
    if ((await ifReachable(sha256OfFile(file))) === sha256) yield file;
    else onGone();
  }
}

/** @param missing each content once; a file that holds something else by now is left out @param take hears of each that was computed */
async function computeFeatures(
  studio: Studio,
  backbone: string,
  missing: readonly ScannedPicture[],
  take: (sha256: string, features: Float32Array) => void,
  { signal, onProgress }: FeatureWork,
): Promise<void> {
  const contents = new Map(missing.map(({ sha256, file }) => [file, sha256]));
  let done = 0;
  const one = (): void => onProgress?.(++done, missing.length);
  onProgress?.(0, missing.length);
  await extractFeatures(
    studio,
    { backbone },
    asScanned(missing, one, signal),
    (answer) => {
      if (!('error' in answer)) take(contents.get(answer.file)!, answer.values);
      one();
    },
    () => undefined,
  );
}

export const stopped = (): StudioError => new StudioError('cancelled', 'Stopped before all pictures were compared');
