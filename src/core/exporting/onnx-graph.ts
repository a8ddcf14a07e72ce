import { elementCount } from '../tensor.ts';
import { onnxAttributeTypes, onnxDataTypes } from './onnx-messages.ts';

/** Name of a tensor that flows through the graph. */
export type OnnxValue = string;

export type OnnxAttribute = { f: number } | { i: number } | { ints: readonly number[] };

/** An ONNX graph under construction; nodes in the order they were added, which is a topological order. */
export interface OnnxGraph {
  readonly nodes: object[];
  readonly initializers: object[];
}

export const createOnnxGraph = (): OnnxGraph => ({ nodes: [], initializers: [] });

/** Adds an operation of ONNX's default domain and returns the name of its first output. */
export function addNode(
  graph: OnnxGraph,
  opType: string,
  inputs: readonly OnnxValue[],
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
  output: string | readonly [string, ...string[]] = `${opType}_${graph.nodes.length}`,
): OnnxValue {
  const [first, ...others] = typeof output === 'string' ? [output] as const : output;
  graph.nodes.push({
    input: inputs,
    output: [first, ...others],
    name: first,
    opType,
    attribute: Object.entries(attributes).map(([name, value]) => ({
      name,
      ...value,
      type: onnxAttributeTypes[Object.keys(value)[0] as keyof typeof onnxAttributeTypes],
    })),
  });
  return first;
}

/** Adds constant float32 values; the bytes are not copied, so they must stay as they are until the model is encoded. */
export function addTensor(graph: OnnxGraph, name: string, shape: readonly number[], data: Float32Array): OnnxValue {
  if (data.length !== elementCount(shape)) throw new RangeError(`${name}: ${data.length} values for [${shape.join(', ')}]`);
  return addInitializer(graph, name, shape, onnxDataTypes.float32, data);
}

/** Adds constant bytes with a sign. */
export const addBytes = (graph: OnnxGraph, name: string, shape: readonly number[], data: Int8Array): OnnxValue => addInitializer(graph, name, shape, onnxDataTypes.int8, data);

/** Adds a constant int64 vector (shapes, paddings). */
export const addInts = (graph: OnnxGraph, name: string, values: readonly number[]): OnnxValue =>
  addInitializer(graph, name, [values.length], onnxDataTypes.int64, BigInt64Array.from(values, BigInt));

function addInitializer(
  graph: OnnxGraph,
  name: string,
  dims: readonly number[],
  dataType: number,
  data: Float32Array | BigInt64Array | Int8Array,
): OnnxValue {
  graph.initializers.push({ name, dims, dataType, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });
  return name;
}

/** A named input or output; a string is a size known only when the model runs. */
export const valueInfo = (name: string, shape: readonly (number | string)[], elemType: number = onnxDataTypes.float32) => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: { dim: shape.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size })) },
    },
  },
});
