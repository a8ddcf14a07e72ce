import type { SetRule } from '../evaluation/answer-sets.ts';
import type { FamiliarityIndex } from '../evaluation/familiarity-index.ts';
import type { Model } from '../nets/model.ts';
import { addAnswerSet } from './onnx-answer-sets.ts';
import { addFamiliarity } from './onnx-familiarity.ts';
import { modelMetadata } from './model-metadata.ts';
import { modelRows } from './model-rows.ts';
import { addNode, addTensor, createOnnxGraph, valueInfo } from './onnx-graph.ts';
import type { OnnxGraph, OnnxValue } from './onnx-graph.ts';
import { onnxDataTypes, onnxModelMessage } from './onnx-messages.ts';
import { addNet } from './onnx-net.ts';

/** Operator set 17 belongs to IR version 8 (ONNX 1.12, 2022): old enough for every reader in use. */
const opset = 17;
const irVersion = 8;

/**
 * A model as the bytes of an ONNX file: input `image` float32 `[batch, 3, size, size]`, RGB 0..255, normalisation inside;
 * output `probabilities` `[batch, classes]` (or `logits`, before the temperature and the softmax). With `sets` a second output, `answer_set`,
 * bool `[batch, classes]`; with `index` one more, `familiarity`, float32 `[batch]`. `modelMetadata` is in the metadata, with `more` behind it.
 * @throws StudioError `bad-weights` when a tensor is missing or misshapen.
 */
export function encodeOnnxModel(model: Model, output: 'probabilities' | 'logits' = 'probabilities', sets: SetRule | null = null, index: FamiliarityIndex | null = null, more: Readonly<Record<string, string>> = {}): Uint8Array {
  modelRows(model);
  const graph = createOnnxGraph();
  const logits = addNet(graph, model, 'image');
  if (output === 'probabilities') addProbabilities(graph, logits, model.temperature ?? 1);
  if (sets) addAnswerSet(graph, 'probabilities', model.classes.length, sets);
  if (index) addFamiliarity(graph, 'features', index);
  const size = model.preprocessing.imageSize;
  return encodeOnnx(graph, {
    name: model.net.name,
    inputs: [valueInfo('image', ['batch', 3, size, size])],
    outputs: [
      valueInfo(output, ['batch', model.classes.length]),
      ...(sets ? [valueInfo('answer_set', ['batch', model.classes.length], onnxDataTypes.bool)] : []),
      ...(index ? [valueInfo('familiarity', ['batch'])] : []),
    ],
    metadata: { ...modelMetadata(model), ...more },
  });
}

/** The tensor before the temperature keeps its name, `logits`. */
function addProbabilities(graph: OnnxGraph, logits: OnnxValue, temperature: number): void {
  const cooled = temperature === 1 ? logits : addNode(graph, 'Mul', [logits, addTensor(graph, 'inverse_temperature', [1], Float32Array.of(1 / temperature))]);
  addNode(graph, 'Softmax', [cooled], { axis: { i: 1 } }, 'probabilities');
}

/** A finished graph as the bytes of an ONNX file. */
export function encodeOnnx(
  graph: OnnxGraph,
  { name, inputs, outputs, metadata }: { name: string; inputs: readonly object[]; outputs: readonly object[]; metadata: Readonly<Record<string, string>> },
): Uint8Array {
  return onnxModelMessage
    .encode({
      irVersion,
      producerName: 'graft-studio',
      graph: { name, node: graph.nodes, initializer: graph.initializers, input: inputs, output: outputs },
      opsetImport: [{ domain: '', version: opset }],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    })
    .finish();
}
