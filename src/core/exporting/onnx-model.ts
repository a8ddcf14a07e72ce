import type { Model } from '../nets/model.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { modelRows } from './model-rows.ts';
import { addNode, createOnnxGraph, valueInfo } from './onnx-graph.ts';
import { onnxModelMessage } from './onnx-messages.ts';
import { addNet } from './onnx-net.ts';

/** Operator set 17 belongs to IR version 8 (ONNX 1.12, 2022): old enough for every reader in use. */
const opset = 17;
const irVersion = 8;

/**
 * A model as the bytes of an ONNX file: input `image` float32 `[batch, 3, size, size]`, RGB 0..255, normalisation inside;
 * output `probabilities` `[batch, classes]` (or `logits`, before the softmax). `classes` (JSON list), `preprocessing`
 * (JSON as in the manifest) and `architecture` are in the metadata.
 * @throws StudioError `bad-weights` when a tensor is missing or misshapen.
 */
export function encodeOnnxModel(model: Model, output: 'probabilities' | 'logits' = 'probabilities'): Uint8Array {
  modelRows(model);
  const graph = createOnnxGraph();
  const { name } = planNet(model.spec);
  const logits = addNet(graph, model, 'image');
  if (output === 'probabilities') addNode(graph, 'Softmax', [logits], { axis: { i: 1 } }, 'probabilities');
  const size = model.preprocessing.imageSize;
  const metadata = {
    classes: JSON.stringify(model.classes),
    preprocessing: JSON.stringify(model.preprocessing),
    architecture: name,
  };
  return onnxModelMessage
    .encode({
      irVersion,
      producerName: 'graft-studio',
      graph: {
        name,
        node: graph.nodes,
        initializer: graph.initializers,
        input: [valueInfo('image', ['batch', 3, size, size])],
        output: [valueInfo(output, ['batch', model.classes.length])],
      },
      opsetImport: [{ domain: '', version: opset }],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    })
    .finish();
}
