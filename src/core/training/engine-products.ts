import { openSession } from '../engine/session.ts';
import type { Feed } from '../engine/session.ts';
import { columnMeans } from '../evaluation/exact-head/feature-products.ts';
import type { FeatureProducts } from '../evaluation/exact-head/feature-products.ts';
import { bitcast, cast, identity } from '../graph/array-ops.ts';
import { addOperation, addValue, createGraph, placeholder, scalar } from '../graph/graph.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { matMul, subtract } from '../graph/math-ops.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';

/** float64 as the binding can carry it, which has arrays of float32, int32 and uint8 alone. */
const pairs = (values: Float64Array, shape: readonly number[]): Feed => ({
  shape: [...shape, 2],
  values: new Int32Array(values.buffer, values.byteOffset, values.length * 2),
});

const doublesOf = (values: ArrayBufferView): Float64Array =>
  values.byteOffset % 8 === 0
    ? new Float64Array(values.buffer, values.byteOffset, values.byteLength / 8)
    : new Float64Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));

type Dtype = 'float64' | 'float32';

const doubles = (graph: Graph, name: string, shape: readonly (number | null)[], dtype: Dtype = 'float64'): Value => {
  const given = bitcast(graph, placeholder(graph, name, 'int32', [...shape, 2]), 'float64', shape);
  return dtype === 'float64' ? given : cast(graph, given, dtype);
};

function told(graph: Graph, value: Value, name: string): void {
  const wide = value.dtype === 'float64' ? value : cast(graph, value, 'float64');
  identity(graph, bitcast(graph, wide, 'int32', [...value.shape, 2]), name);
}

export interface EngineProducts extends FeatureProducts {
  close(): void;
}

/**
 * Products with features that lie in the engine until `close`, eight bytes a value; in float32 half of them and half the time, sums good to six digits.
 * @param features `[rows, dimensions]`
 * @throws StudioError `engine-failed` | `out-of-memory`
 */
export function engineProducts(features: Float32Array, dimensions: number, dtype: Dtype = 'float64'): EngineProducts {
  const rows = features.length / dimensions;
  const mean = columnMeans(features, rows, dimensions);
  const graph = createGraph();
  const shape = [rows, dimensions];
  const type = { dtype: { type: dtype } } as const;
  const handle = addValue(graph, { op: 'VarHandleOp', dtype: 'resource', shape: [], attributes: { ...type, shape: { shape }, shared_name: { s: 'features' }, container: { s: '' } } });
  const wide = subtract(graph, cast(graph, placeholder(graph, 'features', 'float32', shape), 'float64'), doubles(graph, 'mean', [dimensions]));
  const centred = dtype === 'float64' ? wide : cast(graph, wide, dtype);
  const kept = addOperation(graph, { op: 'AssignVariableOp', inputs: [handle, centred], outputs: [], attributes: type });
  identity(graph, scalar(graph, 1), 'kept', [kept]);
  const read = addValue(graph, { op: 'ReadVariableOp', inputs: [handle], dtype, shape, attributes: type });
  told(graph, matMul(graph, read, doubles(graph, 'weights', [null, dimensions], dtype), false, true), 'forward');
  told(graph, matMul(graph, doubles(graph, 'residuals', [rows, null], dtype), read, true), 'backward');
  const session = openSession(encodeSavedModel(graph));
  session.run({ features: { shape, values: features }, mean: pairs(mean, [dimensions]) }, ['kept']);
  return {
    rows,
    dimensions,
    mean,
    forward: (weights, columns) => doublesOf(session.run({ weights: pairs(weights, [columns, dimensions]) }, ['forward'])[0]!),
    backward: (residuals, columns) => doublesOf(session.run({ residuals: pairs(residuals, [rows, columns]) }, ['backward'])[0]!),
    close: session.close,
  };
}
