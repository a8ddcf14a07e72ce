import type { Tensor } from '../tensor.ts';
import type { ConvPlan } from './plan/layer-plan.ts';

/** Shape of a convolution's weight in TensorFlow's layout, `[kernel, kernel, in / groups, out]`. */
export const convShape = (conv: ConvPlan): [number, number, number, number] => [
  conv.kernel,
  conv.kernel,
  conv.inChannels / conv.groups,
  conv.outChannels,
];

/** Of a tile that is moved at a time: rows read and rows written then both stay in the processor's first cache. */
const tileSide = 32;

/** Sizes `[out, in, area]` of a weight. */
type Sizes = readonly [number, number, number];

/**
 * Tile by tile, the numbers of some outputs at one place of a kernel: outputs `from` to `to`, the first of them at `first` in `[out, in, area]` and at `last` in `[area, in, out]`.
 * From one output to the next it is `in x area` numbers there and one here.
 */
function eachRun([out, inputs, area]: Sizes, move: (first: number, last: number, from: number, to: number) => void): void {
  const perOutput = inputs * area;
  for (let from = 0; from < out; from += tileSide) {
    const to = Math.min(out, from + tileSide);
    for (let firstPlace = 0; firstPlace < perOutput; firstPlace += tileSide) {
      const endPlace = Math.min(perOutput, firstPlace + tileSide);
      let input = Math.floor(firstPlace / area);
      let pixel = firstPlace - input * area;
      for (let place = firstPlace; place < endPlace; place++) {
        move(from * perOutput + place, (pixel * inputs + input) * out + from, from, to);
        if (++pixel < area) continue;
        pixel = 0;
        input++;
      }
    }
  }
}

// What is asked of a number is asked outside of the loops: within them it made them two to three times as slow.

function toLast(data: Float32Array, sizes: Sizes, scale: Float64Array): Float32Array {
  const result = new Float32Array(data.length);
  const perOutput = sizes[1] * sizes[2];
  eachRun(sizes, (first, last, from, to) => {
    for (let o = from, at = first, target = last; o < to; o++, at += perOutput, target++) result[target] = data[at]! * scale[o]!;
  });
  return result;
}

function toFirst(data: Float32Array, sizes: Sizes): Float32Array {
  const result = new Float32Array(data.length);
  const perOutput = sizes[1] * sizes[2];
  eachRun(sizes, (first, last, from, to) => {
    for (let o = from, at = first, source = last; o < to; o++, at += perOutput, source++) result[at] = data[source]!;
  });
  return result;
}

/** `[out, in, height, width]` (PyTorch) → `[height, width, in, out]` (TensorFlow). @param scale of every output; as `scaleOutputs` before, in one pass */
export function toChannelsLastWeight({ shape, data }: Tensor, scale?: Float64Array): Tensor {
  const [out, inputs, height, width] = shape as [number, number, number, number];
  return { shape: [height, width, inputs, out], data: toLast(data, [out, inputs, height * width], scale ?? new Float64Array(out).fill(1)) };
}

/** `[height, width, in, out]` (TensorFlow) → `[out, in, height, width]` (PyTorch). */
export function toChannelsFirstWeight({ shape, data }: Tensor): Tensor {
  const [height, width, inputs, out] = shape as [number, number, number, number];
  return { shape: [out, inputs, height, width], data: toFirst(data, [out, inputs, height * width]) };
}
