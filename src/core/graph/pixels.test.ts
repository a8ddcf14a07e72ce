import { expect, test } from 'vitest';
import { asWords, openSession } from '../engine/session.ts';
import { cast, identity } from './array-ops.ts';
import { createGraph } from './graph.ts';
import { pixelPlaceholder } from './pixels.ts';
import { encodeSavedModel } from './saved-model.ts';

// 2 and 4 make whole words, 3 and 5 do not.
test.each([2, 3, 4, 5])('pictures of side %i arrive as words as they are, in their order, also out of the middle of other bytes', (side) => {
  const graph = createGraph();
  identity(graph, cast(graph, pixelPlaceholder(graph, 'images', [side, side, 3], true), 'float32'), 'copied');
  const session = openSession(encodeSavedModel(graph));
  const pixels = Uint8Array.from({ length: 2 * side * side * 3 }, (_, i) => (i * 37 + 11) & 255);
  const shifted = new Uint8Array([9, ...pixels]).subarray(1);
  for (const values of [pixels, shifted]) {
    const images = asWords({ shape: [2, side, side, 3], values });
    expect(images.values instanceof Int32Array).toBe(side % 2 === 0);
    expect([...session.run({ images }, ['copied'])[0]!]).toEqual([...pixels]);
  }
  session.close();
});
