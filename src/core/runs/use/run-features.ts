import { matrixOfRows } from '../../evaluation/matrix-of-rows.ts';
import type { Studio } from '../../open-studio.ts';
import { asScanned, type FeatureWork, type ScannedPicture } from './picture-features.ts';
import { extractFeatures } from './predict.ts';

/**
 * Pooled features of pictures by a run's own network, float32 `[read, dimensions]`; pictures that cannot be read, or hold other than what was scanned, are left out.
 * @throws StudioError as `extractFeatures`; `cancelled`
 */
export async function featuresByRun<T extends ScannedPicture>(
  studio: Studio,
  run: number,
  pictures: readonly T[],
  { signal, onProgress }: FeatureWork,
): Promise<{ features: Float32Array; dimensions: number; read: T[] }> {
  const rows = new Map<string, Float32Array>();
  let [done, dimensions] = [0, 0];
  const one = (): void => onProgress?.(++done, pictures.length);
  onProgress?.(0, pictures.length);
  await extractFeatures(
    studio,
    run,
    asScanned(pictures, one, signal),
    (answer) => {
      if ('values' in answer) rows.set(answer.file, answer.values);
      one();
    },
    (width) => (dimensions = width),
  );
  const read = pictures.filter(({ file }) => rows.has(file));
  return { features: matrixOfRows(read.map(({ file }) => rows.get(file)!), dimensions), dimensions, read };
}
