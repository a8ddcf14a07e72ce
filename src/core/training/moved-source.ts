import { finishView } from '../images/preprocess.ts';
import type { View } from '../images/view.ts';
import type { Example, FeatureSource } from './feature-source.ts';

/** A source of plain pixels whose rows are moved as their examples' views say; `viewAt` names the view of a picture. */
export function createMovedSource(
  plain: FeatureSource,
  imageSize: number,
  viewAt: (imageSha256: string, index: number) => View | null,
): FeatureSource {
  const bytes = imageSize ** 2 * 3;
  return {
    ...plain,
    async load(examples) {
      const asked = new Map<Example, Example>(examples.map((example) => [{ ...example, view: 0 }, example]));
      const batch = await plain.load([...asked.keys()]);
      const kept = batch.examples.map((example) => asked.get(example)!);
      const pixels = batch.input.values as Uint8Array;
      for (const [row, { image, view }] of kept.entries()) {
        finishView(pixels.subarray(row * bytes, (row + 1) * bytes), imageSize, viewAt(image.sha256, view));
      }
      return { ...batch, examples: kept };
    },
  };
}
