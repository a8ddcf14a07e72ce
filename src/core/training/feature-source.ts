import type { Feed } from '../engine/session.ts';
import type { Unread } from '../images/image-task.ts';
import type { ImagePool } from '../images/image-pool.ts';
import type { View } from '../images/view.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { TrainingImage } from '../../shared/trainer-protocol.ts';
import type { FeatureCache } from './feature-cache.ts';
import type { Prefix } from './prefix.ts';

/** A picture in one of its views (0 is the plain one). */
export interface Example {
  readonly image: TrainingImage;
  readonly view: number;
}

export interface Batch {
  readonly input: Feed;
  /** The examples the rows of `input` belong to; pictures that could not be read are left out. */
  readonly examples: readonly Example[];
}

export interface FeatureSource {
  /** Whether features come from the disk cache; otherwise they are computed each time. */
  readonly cached: boolean;
  /** How many of them the cache lacks; 0 without a cache. */
  lacking(examples: readonly Example[]): number;
  /** Computes what the cache lacks; does nothing without a cache. */
  prepare(
    examples: readonly Example[],
    progress: (done: number, total: number) => void,
    stopped: () => boolean,
  ): Promise<void>;
  load(examples: readonly Example[]): Promise<Batch>;
  /** Gives back what features are computed with, until some are computed again. */
  rest(): void;
}

interface SourceParts {
  readonly prefix: Prefix;
  readonly pool: ImagePool;
  readonly preprocessing: Preprocessing;
  readonly cache: FeatureCache | null;
  /** At the cuts that `prefix` passes, in its order: what later phases ask of the same plain views is kept in the same pass. */
  readonly passed?: readonly FeatureCache[];
  readonly viewAt: (imageSha256: string, index: number) => View | null;
  /** Called once for every picture that cannot be read. */
  readonly onBad: (image: TrainingImage, why: Pick<Unread, 'reason' | 'values'>) => void;
}

const prefixBatch = 16;
/** Batches of pictures asked for ahead, so that decoding goes on while TensorFlow holds this thread. */
const lookAhead = 3;

/** Where the rows of a batch come from: pictures, through the frozen prefix, through the cache where there is one. */
export function createFeatureSource({ prefix, pool, preprocessing, cache, passed = [], viewAt, onBad }: SourceParts): FeatureSource {
  const pixelBytes = preprocessing.imageSize ** 2 * 3;
  const bad = new Set<number>();

  const read = async ({ image, view }: Example): Promise<Uint8Array | null> => {
    if (bad.has(image.id)) return null;
    const { file, sha256 } = image;
    const result = await pool.read({ file, sha256, view: viewAt(sha256, view), preprocessing });
    if (result.ok) return result.pixels;
    if (!bad.has(image.id)) onBad(image, result);
    bad.add(image.id);
    return null;
  };
  /** Asked for ahead: whoever gives up before awaiting it (a stop, an error in a step) must not leave an unhandled rejection. */
  const readAhead = (example: Example): Promise<Uint8Array | null> => {
    const reading = read(example);
    reading.catch(() => undefined);
    return reading;
  };

  /**
   * Records of the examples that can be read, computed now. Cached records are always computed in batches of one size, filled up
   * with black: the last bits of a result may depend on the size of its batch, and a resumed run must not differ from an undisturbed one.
   */
  const compute = async (examples: readonly Example[], pictures: Promise<Uint8Array | null>[]) => {
    const read = await Promise.all(pictures);
    const kept = examples.filter((_, i) => read[i]);
    if (kept.length === 0) return { kept, records: new Uint8Array(0), passing: [] };
    const rows = cache ? prefixBatch : kept.length;
    const pixels = new Uint8Array(rows * pixelBytes);
    let row = 0;
    for (const picture of read) if (picture) pixels.set(picture, row++ * pixelBytes);
    const [records, ...passing] = prefix.runPassing(pixels, rows);
    return { kept, records: records!.subarray(0, kept.length * prefix.recordBytes), passing };
  };

  const rowOf = (records: Uint8Array, row: number, { recordBytes }: Pick<FeatureCache, 'recordBytes'>) => records.subarray(row * recordBytes, (row + 1) * recordBytes);
  const remember = ({ kept, records, passing }: Awaited<ReturnType<typeof compute>>) => {
    for (const [row, { image, view }] of kept.entries()) {
      cache?.append(image.sha256, view, rowOf(records, row, prefix));
      if (view !== 0) continue;
      for (const [at, other] of passed.entries()) if (!other.has(image.sha256, view)) other.append(image.sha256, view, rowOf(passing[at]!, row, other));
    }
  };

  const loadCached = async (examples: readonly Example[]): Promise<Batch> => {
    const wanted = examples.filter(({ image }) => !bad.has(image.id));
    const records = new Uint8Array(wanted.length * prefix.recordBytes);
    const kept: Example[] = [];
    for (const example of wanted) {
      const { image, view } = example;
      const offset = kept.length * prefix.recordBytes;
      if (!cache!.read(image.sha256, view, records, offset)) {
        const again = await compute([example], [read(example)]);
        if (again.kept.length === 0) continue;
        remember(again);
        records.set(again.records, offset);
      }
      kept.push(example);
    }
    return { input: prefix.feed(records.subarray(0, kept.length * prefix.recordBytes), kept.length), examples: kept };
  };

  const lackingOf = (examples: readonly Example[]): Example[] => {
    const missing = new Map<string, Example>();
    for (const example of examples) {
      const { image, view } = example;
      if (cache && !cache.has(image.sha256, view)) missing.set(`${image.sha256}${view}`, example);
    }
    return [...missing.values()];
  };

  return {
    cached: cache !== null,
    lacking: (examples) => lackingOf(examples).length,
    async prepare(examples, progress, stopped) {
      const todo = lackingOf(examples);
      const batches = Array.from({ length: Math.ceil(todo.length / prefixBatch) }, (_, i) =>
        todo.slice(i * prefixBatch, (i + 1) * prefixBatch),
      );
      const ahead: Promise<Uint8Array | null>[][] = [];
      for (const [i, batch] of batches.entries()) {
        if (stopped()) return;
        while (ahead.length < Math.min(batches.length, i + lookAhead)) ahead.push(batches[ahead.length]!.map(readAhead));
        // While the threads that decode start and read the first ones.
        if (i === 0) prefix.open();
        remember(await compute(batch, ahead[i]!));
        ahead[i] = [];
        progress(Math.min(todo.length, (i + 1) * prefixBatch), todo.length);
      }
    },
    async load(examples) {
      if (cache) return loadCached(examples);
      const { kept, records } = await compute(examples, examples.map(readAhead));
      return { input: prefix.feed(records, kept.length), examples: kept };
    },
    rest: prefix.rest,
  };
}
