import { openSession } from '../engine/session.ts';
import { columnMeans } from '../evaluation/exact-head/feature-products.ts';
import type { FeatureProducts } from '../evaluation/exact-head/feature-products.ts';
import { cast, identity } from '../graph/array-ops.ts';
import { addOperation, addValue, createGraph, placeholder, scalar } from '../graph/graph.ts';
import { matMul, subtract } from '../graph/math-ops.ts';
import { encodeSavedModel } from '../graph/saved-model.ts';
import { doubles, doublesOf, pairs, told } from './engine-doubles.ts';
import type { ProductType } from './engine-doubles.ts';

export interface EngineProducts extends FeatureProducts {
  close(): void;
}

/**
 * Products with features that lie in the engine until `close`, eight bytes a value; in float32 half of them and half the time, sums good to six digits.
 * @param features `[rows, dimensions]`
 * @throws StudioError `engine-failed` | `out-of-memory`
 */
export function engineProducts(features: Float32Array, dimensions: number, dtype: ProductType = 'float64'): EngineProducts {
  const rows = features.length / dimensions;
  const mean = columnMeans([features], rows, dimensions);
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
