import { leastSquare } from '../evaluation/familiarity-index.ts';
import type { FamiliarityIndex } from '../evaluation/familiarity-index.ts';
import { addBytes, addInts, addNode, addTensor } from './onnx-graph.ts';
import type { OnnxGraph, OnnxValue } from './onnx-graph.ts';

/** Rows of length 1, floored at 1e-10: zeros stay zeros. */
function addUnit(graph: OnnxGraph, rows: OnnxValue, least: OnnxValue): OnnxValue {
  const length = addNode(graph, 'ReduceL2', [rows], { axes: { ints: [1] }, keepdims: { i: 1 } });
  return addNode(graph, 'Div', [rows, addNode(graph, 'Max', [length, least])]);
}

/** Adds `familiarity`, float32 `[batch]`, from pooled features `[batch, dimensions]`: what `familiarOf` of `evaluation` computes. The index stays a byte a value. */
export function addFamiliarity(graph: OnnxGraph, features: OnnxValue, { rows, dimensions, k }: FamiliarityIndex): void {
  const least = addTensor(graph, 'least_length', [1], Float32Array.of(1e-10));
  const known = addUnit(graph, addNode(graph, 'Cast', [addBytes(graph, 'known_pictures', [rows.length / dimensions, dimensions], rows)], { to: { i: 1 } }), least);
  const asked = addUnit(graph, features, least);
  const twiceDot = addNode(graph, 'Mul', [addNode(graph, 'Gemm', [asked, known], { transB: { i: 1 } }), addTensor(graph, 'two', [1], Float32Array.of(2))]);
  const own = addNode(graph, 'ReduceSumSquare', [asked], { axes: { ints: [1] }, keepdims: { i: 1 } });
  const others = addNode(graph, 'ReduceSumSquare', [known], { axes: { ints: [1] }, keepdims: { i: 0 } });
  const squares = addNode(graph, 'Sub', [addNode(graph, 'Add', [own, others]), twiceDot]);
  const floored = addNode(graph, 'Max', [squares, addTensor(graph, 'least_square', [1], Float32Array.of(leastSquare))]);
  const nearest = addNode(graph, 'TopK', [floored, addInts(graph, 'neighbours', [k])], { axis: { i: 1 }, largest: { i: 0 } }, ['nearest', 'nearest_pictures']);
  const kth = addNode(graph, 'ReduceMax', [nearest], { axes: { ints: [1] }, keepdims: { i: 0 } });
  addNode(graph, 'Neg', [addNode(graph, 'Sqrt', [kth])], {}, 'familiarity');
}
