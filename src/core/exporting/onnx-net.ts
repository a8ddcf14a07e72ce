import { tensorOf } from '../nets/folding.ts';
import { stemGeometry, strided } from '../nets/geometry.ts';
import type { Model } from '../nets/model.ts';
import { stagesOf } from '../nets/plan/net-plan.ts';
import { addBlock } from './onnx-block.ts';
import { addNode, addTensor } from './onnx-graph.ts';
import type { OnnxGraph, OnnxValue } from './onnx-graph.ts';
import { addConv, addNorm } from './onnx-layers.ts';
import type { Builder } from './onnx-layers.ts';

/**
 * Adds the network of a model: `image` float32 `[batch, 3, size, size]`, RGB 0..255 → `logits` `[batch, classes]`, and on the way `features`, pooled, `[batch, dimensions]`.
 * Every BatchNorm that directly follows a convolution is multiplied into it.
 */
export function addNet(graph: OnnxGraph, model: Model, image: OnnxValue): OnnxValue {
  const { net: plan } = model;
  const last = addMaps({ graph, model, plan }, image).at(-1)!;
  const pooled = addNode(graph, 'Flatten', [addNode(graph, 'GlobalAveragePool', [last])], { axis: { i: 1 } }, 'features');
  const linear = (input: OnnxValue, weight: string, bias: string, output?: string) =>
    addNode(
      graph,
      'Gemm',
      [
        input,
        // A 1x1 convolution of timm's holds the same values in the same order.
        addTensor(graph, weight, tensorOf(model.tensors, weight).shape.slice(0, 2), tensorOf(model.tensors, weight).data),
        addTensor(graph, bias, tensorOf(model.tensors, bias).shape, tensorOf(model.tensors, bias).data),
      ],
      { transB: { i: 1 } },
      output,
    );
  const { hidden, classifier } = plan;
  const features = hidden ? addNode(graph, 'Relu', [linear(pooled, hidden.weight, hidden.bias)]) : pooled;
  return linear(features, classifier.weight, classifier.bias, 'logits');
}

/** The network of `addNet` up to its last feature map; what leaves each stage, the last with what follows all blocks. */
export function addMaps(builder: Builder, image: OnnxValue): OnnxValue[] {
  const { graph, plan } = builder;
  const { norm, isRectified } = plan.final;
  let x = addStem(builder, addNormalisation(builder, image));
  const maps: OnnxValue[] = [];
  for (const stage of stagesOf(plan)) {
    for (const block of stage) x = addBlock(builder, block, x);
    maps.push(x);
  }
  if (norm) x = addNorm(builder, norm, x);
  if (isRectified) x = addNode(graph, 'Relu', [x]);
  return [...maps.slice(0, -1), x];
}

/** `(x / 255 - mean) / std`, as `(x - 255 mean) · 1 / (255 std)`: two constants per channel, each rounded once. */
export function addNormalisation({ graph, model }: Builder, image: OnnxValue): OnnxValue {
  const { mean, std } = model.preprocessing;
  const perChannel = (name: string, values: readonly number[]) =>
    addTensor(graph, name, [1, 3, 1, 1], Float32Array.from(values));
  const centred = addNode(graph, 'Sub', [image, perChannel('pixel_mean', mean.map((m) => 255 * m))]);
  return addNode(graph, 'Mul', [centred, perChannel('pixel_scale', std.map((s) => 1 / (255 * s)))]);
}

/** `image` is normalised, `[batch, 3, height, width]`. */
export function addStem(builder: Builder, image: OnnxValue): OnnxValue {
  const { graph, plan } = builder;
  const { kind, conv, norm, poolPadding } = plan.stem;
  let x = norm && plan.spec.norm !== 'batch' ? addNorm(builder, norm, addConv(builder, conv, null, image)) : addConv(builder, conv, norm, image);
  if (norm) x = addNode(graph, 'Relu', [x]);
  const { pool } = stemGeometry[kind];
  if (!pool) return x;
  // ONNX pads a max-pool with -inf, which after a ReLU is the same as zero; only BiT pools unrectified values among zeros.
  const [kernel, stride, pad] = [pool.kernel, pool.stride, pool.kernel >> 1];
  const attributes = { kernel_shape: { ints: [kernel, kernel] }, strides: { ints: [stride, stride] }, pads: { ints: [pad, pad, pad, pad] } };
  const pooled = addNode(graph, 'MaxPool', [x], attributes);
  if (poolPadding !== 'zero' || norm !== null) return pooled;
  return addNode(graph, 'Max', [pooled, addBorder(builder)]);
}

/**
 * `[1, 1, pooled, pooled]`: 0 where a window of the stem's max-pool reaches outside the picture, the lowest float elsewhere.
 * Its maximum with an unpadded pool is the zero-padded pool. A Pad node would say it more plainly, but ONNX Runtime and
 * onnxsim merge Pad into MaxPool as if it padded with zeros (microsoft/onnxruntime#24737, onnxsim/onnxsim#290).
 */
function addBorder({ graph, model }: Builder): OnnxValue {
  const convolved = strided(model.preprocessing.imageSize, stemGeometry.imagenet.stride);
  const pooled = strided(convolved, stemGeometry.imagenet.pool.stride);
  const isBorder = (i: number) => i === 0 || 2 * i + 1 >= convolved;
  const border = Float32Array.from({ length: pooled * pooled }, (_, i) =>
    isBorder(Math.trunc(i / pooled)) || isBorder(i % pooled) ? 0 : -3.4028234663852886e38,
  );
  return addTensor(graph, 'stem.pool.border', [1, 1, pooled, pooled], border);
}
