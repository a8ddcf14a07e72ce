import { elementCount } from '../tensor.ts';
import { bitcast, reshape, sizedPlaceholder } from './array-ops.ts';
import { placeholder } from './graph.ts';
import type { Graph, Value } from './graph.ts';

/** Bytes of an int32. */
const wordBytes = 4;

/**
 * Where pictures come in: uint8 `[batch, ...shape]`, RGB 0..255. `asWords` (a session's `feedsWords()`): as int32 words where a picture is a
 * whole number of them, because the binding leaves int32 with the processor until the graph takes it, and copies bytes to a
 * GPU, back, and there again; a copy of 128 pictures of 224 px takes 4 ms where their forward pass takes 20 (docs/gpu.md).
 */
export function pixelPlaceholder(graph: Graph, name: string, shape: readonly number[], asWords: boolean): Value {
  const bytes = elementCount(shape);
  if (!asWords || bytes % wordBytes !== 0) return sizedPlaceholder(graph, name, 'uint8', shape);
  const words = placeholder(graph, name, 'int32', [null, bytes / wordBytes]);
  return reshape(graph, bitcast(graph, words, 'uint8', [...words.shape, wordBytes]), [null, ...shape]);
}
