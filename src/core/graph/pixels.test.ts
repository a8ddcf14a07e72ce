import { expect, test } from 'vitest';
import { openSession } from '../engine/session.ts';
import { cast, identity } from './array-ops.ts';
import { createGraph } from './graph.ts';
import { pixelPlaceholder } from './pixels.ts';
import { encodeSavedModel } from './saved-model.ts';

function openCopy(side: number) {
  const graph = createGraph();
  identity(graph, cast(graph, pixelPlaceholder(graph, 'images', [side, side, 3]), 'float32'), 'copied');
  return openSession(encodeSavedModel(graph));
}

// 2 and 4 make whole words, 3 and 5 do not.
test.each([2, 3, 4, 5])('pictures of side %i arrive as they are, in their order, also out of the middle of other bytes', (side) => {
  const session = openCopy(side);
  const pixels = Uint8Array.from({ length: 2 * side * side * 3 }, (_, i) => (i * 37 + 11) & 255);
  const shifted = new Uint8Array([9, ...pixels]).subarray(1);
  for (const values of [pixels, shifted]) {
    expect([...session.run({ images: { shape: [2, side, side, 3], values } }, ['copied'])[0]!]).toEqual([...pixels]);
  }
  session.close();
});
