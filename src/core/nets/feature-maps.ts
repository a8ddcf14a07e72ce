import { feedsWords, openSession } from '../engine/session.ts';
import { identity } from '../graph/array-ops.ts';
import { pixelPlaceholder } from '../graph/pixels.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { normalise, stageMaps } from './graph/network-graph.ts';
import type { Backbone } from './model.ts';
import { frozenBranch } from './predictor.ts';

/** A backbone that answers with the map of every stage; float32. */
export interface FeatureMapper {
  /** `[size, size, 3]`, RGB 0..255 → `[rows, columns, channels]` of each stage. */
  maps(pixels: Uint8Array): Float32Array[];
  close(): void;
}

/** Builds the graph, opens a session. Needs a process with the engine's environment. */
export function openFeatureMaps({ net, tensors, preprocessing }: Backbone): FeatureMapper {
  const branch = frozenBranch(net, tensors);
  const size = preprocessing.imageSize;
  const images = pixelPlaceholder(branch.graph, 'images', [size, size, 3], feedsWords());
  const maps = stageMaps(branch, normalise(branch.graph, images, preprocessing)).map((map, i) => identity(branch.graph, map, `map${i}`));
  const session = openSession(encodeSavedModel(branch.graph));
  return {
    maps: (pixels) => session.run({ images: { shape: [1, size, size, 3], values: pixels } }, maps.map((_, i) => `map${i}`)) as Float32Array[],
    close: session.close,
  };
}
