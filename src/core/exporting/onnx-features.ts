import type { FeatureMap } from '../../shared/feature-manifest.ts';
import { stemGeometry } from '../nets/geometry.ts';
import type { Backbone } from '../nets/model.ts';
import { nameOf } from '../nets/named.ts';
import { stagesOf } from '../nets/plan/net-plan.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import { backboneRows } from './model-rows.ts';
import { addNode, createOnnxGraph, valueInfo } from './onnx-graph.ts';
import { encodeOnnx } from './onnx-model.ts';
import { addMaps } from './onnx-net.ts';
import { encodeSafetensors } from './safetensors-model.ts';

/** What leaves each stage, from the first: C2, C3, … */
export function featureMapsOf(plan: NetPlan): FeatureMap[] {
  const { conv, kind } = plan.stem;
  let stride: number = conv.stride * (stemGeometry[kind].pool?.stride ?? 1);
  return stagesOf(plan).map((blocks, i) => {
    for (const block of blocks) stride *= block.stride;
    return { name: `C${i + 2}`, stage: `stage${i + 1}`, stride, channels: blocks.at(-1)!.outChannels };
  });
}

/** Whether the network's ONNX graph takes pictures of any size: BiT's zero-padded pool is made for one. */
export const takesAnySize = ({ stem }: NetPlan): boolean => stem.kind === 'small' || stem.norm !== null || stem.poolPadding !== 'zero';

function featureMetadata({ net: { spec }, preprocessing }: Backbone, maps: readonly FeatureMap[]): Record<string, string> {
  const name = nameOf(spec);
  return { ...(name === null ? {} : { architecture: name }), net: JSON.stringify(spec), preprocessing: JSON.stringify(preprocessing), maps: JSON.stringify(maps) };
}

/** A backbone as an ONNX file: `image` float32 `[batch, 3, height, width]`, RGB 0..255 → its maps. @throws StudioError `bad-weights` */
export function encodeOnnxFeatures(backbone: Backbone): Uint8Array {
  backboneRows(backbone);
  const { net: plan, preprocessing } = backbone;
  const graph = createOnnxGraph();
  const maps = featureMapsOf(plan);
  for (const [i, value] of addMaps({ graph, model: backbone, plan }, 'image').entries()) addNode(graph, 'Identity', [value], {}, maps[i]!.name);
  const size = preprocessing.imageSize;
  const [height, width] = takesAnySize(plan) ? ['height', 'width'] : [size, size];
  return encodeOnnx(graph, {
    name: plan.name,
    inputs: [valueInfo('image', ['batch', 3, height!, width!])],
    outputs: maps.map(({ name, channels, stride }) => valueInfo(name, ['batch', channels, `height/${stride}`, `width/${stride}`])),
    metadata: featureMetadata(backbone, maps),
  });
}

/** Its weights as the pieces of a safetensors file, without a classifier. @throws StudioError `bad-weights` */
export const encodeSafetensorsFeatures = (backbone: Backbone): Uint8Array[] =>
  encodeSafetensors(backboneRows(backbone), backbone.tensors, featureMetadata(backbone, featureMapsOf(backbone.net)));
