import { dtypeNumbers, encodeFloats } from './dtype.ts';
import type { DType, FloatType } from './dtype.ts';
import { shapeMessage } from './shape-message.ts';
import { elementCount } from '../tensor.ts';

/** `null` is a size known only when the graph runs (the batch). */
export type Shape = readonly (number | null)[];

/** One output of an operation. */
export interface Value {
  /** `node` or `node:output`, as GraphDef writes inputs. */
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly producer: Operation;
}

export interface Operation {
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: Value[];
  readonly attributes: Attributes;
}

export type Attribute =
  | { type: DType }
  | { i: number }
  | { ints: readonly number[] }
  | { f: number }
  | { b: boolean }
  | { s: string }
  | { shape: Shape }
  | { tensor: { dtype: DType; shape: readonly number[]; content: Uint8Array } };
export type Attributes = Readonly<Record<string, Attribute>>;

/** A weight of a convolution that stands beside its graph: a session is fed it once and keeps it. */
export interface FedWeight {
  /** Where it is fed. */
  readonly input: Value;
  readonly values: Float32Array;
  readonly assigned: Operation;
}

/** A graph under construction: operations in the order they were added, which is a topological order. */
export interface Graph {
  readonly operations: Operation[];
  readonly messages: object[];
  readonly constants: Map<string, Value>;
  /** Weights that a session is fed (`fed-weights.ts`); left out: they are constants. */
  readonly fedWeights?: FedWeight[];
}

export const createGraph = (): Graph => ({ operations: [], messages: [], constants: new Map() });

const encodeAttribute = (attribute: Attribute): object => {
  if ('type' in attribute) return { type: dtypeNumbers[attribute.type] };
  if ('ints' in attribute) return { list: { i: attribute.ints } };
  if ('s' in attribute) return { s: new TextEncoder().encode(attribute.s) };
  if ('shape' in attribute) return { shape: shapeMessage(attribute.shape) };
  if ('tensor' in attribute) {
    const { dtype, shape, content } = attribute.tensor;
    return { tensor: { dtype: dtypeNumbers[dtype], tensorShape: shapeMessage(shape), tensorContent: content } };
  }
  return attribute;
};

export interface NewOperation {
  readonly op: string;
  readonly inputs?: readonly Value[];
  readonly attributes?: Attributes;
  /** One entry per output. */
  readonly outputs: readonly { dtype: DType; shape: Shape }[];
  /** Operations that must have run before this one, beside its inputs. */
  readonly after?: readonly Operation[];
  readonly name?: string;
}

/** Adds an operation and returns it; `outputs[0]` is its usual value. */
export function addOperation(graph: Graph, spec: NewOperation): Operation {
  const name = spec.name ?? `${spec.op}_${graph.operations.length}`;
  const inputs = spec.inputs ?? [];
  const attributes = spec.attributes ?? {};
  const operation: Operation = { op: spec.op, name, inputs, outputs: [], attributes };
  for (const [i, output] of spec.outputs.entries()) {
    operation.outputs.push({ name: i === 0 ? name : `${name}:${i}`, ...output, producer: operation });
  }
  graph.operations.push(operation);
  graph.messages.push({
    name,
    op: spec.op,
    input: [...inputs.map((value) => value.name), ...(spec.after ?? []).map((before) => `^${before.name}`)],
    attr: Object.fromEntries(Object.entries(attributes).map(([key, attribute]) => [key, encodeAttribute(attribute)])),
  });
  return operation;
}

/** An operation with one output. */
export function addValue(graph: Graph, spec: Omit<NewOperation, 'outputs'> & { dtype: DType; shape: Shape }): Value {
  const { dtype, shape, ...rest } = spec;
  return addOperation(graph, { ...rest, outputs: [{ dtype, shape }] }).outputs[0]!;
}

export function placeholder(graph: Graph, name: string, dtype: DType, shape: Shape): Value {
  return addValue(graph, {
    op: 'Placeholder',
    name,
    dtype,
    shape,
    attributes: { dtype: { type: dtype }, shape: { shape } },
  });
}

function constantOf(graph: Graph, dtype: DType, shape: readonly number[], content: Uint8Array): Value {
  return addValue(graph, {
    op: 'Const',
    dtype,
    shape,
    attributes: { dtype: { type: dtype }, value: { tensor: { dtype, shape, content } } },
  });
}

/** float32 values stored in the graph as `dtype`. */
export function constant(graph: Graph, values: Float32Array, shape: readonly number[], dtype: FloatType = 'float32'): Value {
  if (values.length !== elementCount(shape)) throw new RangeError(`${values.length} values for shape [${shape.join(', ')}]`);
  return constantOf(graph, dtype, shape, encodeFloats(values, dtype));
}

/** A scalar; equal scalars share one node. */
export function scalar(graph: Graph, value: number, dtype: FloatType = 'float32'): Value {
  return shared(graph, `scalar ${dtype} ${value}`, () => constant(graph, Float32Array.of(value), [], dtype));
}

/** A vector of int32 (axes, sizes, paddings as rows of `columns`); equal ones share one node. */
export function ints(graph: Graph, values: readonly number[], columns?: number): Value {
  const shape = columns === undefined ? [values.length] : [values.length / columns, columns];
  return shared(graph, `ints ${shape.join('x')} ${values.join(',')}`, () =>
    constantOf(graph, 'int32', shape, new Uint8Array(Int32Array.from(values).buffer)),
  );
}

function shared(graph: Graph, key: string, make: () => Value): Value {
  const known = graph.constants.get(key);
  if (known) return known;
  const value = make();
  graph.constants.set(key, value);
  return value;
}
