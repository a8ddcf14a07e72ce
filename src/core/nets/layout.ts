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

/** Each number of `[out, in, area]`, row after row, beside its place in `[area, in, out]`, times its output's scale on the way where there is one; or the other way round. */
function transposed(data: Float32Array, [out, inputs, area]: readonly [number, number, number], toLast: boolean, scale?: Float64Array): Float32Array {
  const result = new Float32Array(data.length);
  const perOutput = inputs * area;
  for (let firstOut = 0; firstOut < out; firstOut += tileSide) {
    const endOut = Math.min(out, firstOut + tileSide);
    for (let firstPlace = 0; firstPlace < perOutput; firstPlace += tileSide) {
      const endPlace = Math.min(perOutput, firstPlace + tileSide);
      for (let place = firstPlace; place < endPlace; place++) {
        const input = Math.floor(place / area);
        const row = ((place - input * area) * inputs + input) * out;
        for (let o = firstOut; o < endOut; o++) {
          if (scale) result[row + o] = data[o * perOutput + place]! * scale[o]!;
          else if (toLast) result[row + o] = data[o * perOutput + place]!;
          else result[o * perOutput + place] = data[row + o]!;
        }
      }
    }
  }
  return result;
}

/** `[out, in, height, width]` (PyTorch) → `[height, width, in, out]` (TensorFlow). @param scale of every output; as `scaleOutputs` before, in one pass */
export function toChannelsLastWeight({ shape, data }: Tensor, scale?: Float64Array): Tensor {
  const [out, inputs, height, width] = shape as [number, number, number, number];
  return { shape: [height, width, inputs, out], data: transposed(data, [out, inputs, height * width], true, scale) };
}

/** `[height, width, in, out]` (TensorFlow) → `[out, in, height, width]` (PyTorch). */
export function toChannelsFirstWeight({ shape, data }: Tensor): Tensor {
  const [height, width, inputs, out] = shape as [number, number, number, number];
  return { shape: [out, inputs, height, width], data: transposed(data, [out, inputs, height * width], false) };
}
