import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaleOutputs } from './folding.ts';
import { convShape, toChannelsFirstWeight, toChannelsLastWeight } from './layout.ts';

const upTo = (max: number) => fc.integer({ min: 1, max });
// More outputs, and more places of one output, than are moved at a time.
const sizes = fc.tuple(upTo(70), upTo(6), upTo(4), upTo(4));
const numbered = (shape: readonly number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => i),
});

test('every value of [out, in, height, width] comes to its place in [height, width, in, out]', () => {
  fc.assert(
    fc.property(sizes, ([out, inputs, height, width]) => {
      const from = numbered([out, inputs, height, width]);
      const to = toChannelsLastWeight(from);
      expect(to.shape).toEqual([height, width, inputs, out]);
      for (let o = 0; o < out; o++)
        for (let i = 0; i < inputs; i++)
          for (let y = 0; y < height; y++)
            for (let x = 0; x < width; x++) {
              const source = ((o * inputs + i) * height + y) * width + x;
              const target = ((y * width + x) * inputs + i) * out + o;
              if (to.data[target] !== source) throw new Error(`value ${source} is not in its place`);
            }
    }),
  );
});

test('outputs are scaled on the way as they would be before', () => {
  fc.assert(
    fc.property(sizes, fc.double({ min: -3, max: 3, noNaN: true }), (shape, factor) => {
      const weight = numbered(shape);
      const scale = Float64Array.from({ length: shape[0] }, (_, o) => factor + o / 3);
      expect(toChannelsLastWeight(weight, scale)).toEqual(toChannelsLastWeight(scaleOutputs(weight, scale)));
    }),
  );
});

test('there and back is the same weight', () => {
  fc.assert(
    fc.property(sizes, (shape) => {
      const weight = numbered(shape);
      expect(toChannelsFirstWeight(toChannelsLastWeight(weight))).toEqual(weight);
      expect(toChannelsLastWeight(toChannelsFirstWeight(weight))).toEqual(weight);
    }),
  );
});

test("a grouped convolution's weight has the inputs of one group", () => {
  const conv = { weight: 'w', inChannels: 128, outChannels: 256, kernel: 3, stride: 2, groups: 32 };
  expect(convShape(conv)).toEqual([3, 3, 4, 256]);
});
