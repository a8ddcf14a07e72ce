import type { SetRule } from '../evaluation/answer-sets.ts';
import { addInts, addNode, addTensor } from './onnx-graph.ts';
import type { OnnxGraph, OnnxValue } from './onnx-graph.ts';

/** Score of each class, `[batch, classes]`, as `classScores` of `evaluation` has it; TopK too puts the lower class first among equals. */
function addScores(graph: OnnxGraph, probabilities: OnnxValue, classCount: number, { method, penalty, free }: SetRule): OnnxValue {
  if (method === 'lac') return addNode(graph, 'Sub', [addTensor(graph, 'certainty', [1], Float32Array.of(1)), probabilities]);
  const ranked = addNode(graph, 'TopK', [probabilities, addInts(graph, 'class_count', [classCount])], { axis: { i: 1 } }, ['ranked', 'ranked_classes']);
  const cumulated = addNode(graph, 'CumSum', [ranked, addInts(graph, 'class_axis', [1])]);
  const penalties = Float32Array.from({ length: classCount }, (_, rank) => penalty * Math.max(0, rank + 1 - free));
  const penalised = addNode(graph, 'Add', [cumulated, addTensor(graph, 'rank_penalty', [1, classCount], penalties)]);
  return addNode(graph, 'ScatterElements', [probabilities, 'ranked_classes', penalised], { axis: { i: 1 } });
}

/** Adds `answer_set`, bool `[batch, classes]`: the classes whose score is at most the threshold, and always the likeliest. */
export function addAnswerSet(graph: OnnxGraph, probabilities: OnnxValue, classCount: number, rule: SetRule): void {
  const scores = addScores(graph, probabilities, classCount, rule);
  const isWithin = addNode(graph, 'LessOrEqual', [scores, addTensor(graph, 'set_threshold', [1], Float32Array.of(rule.threshold))]);
  const likeliest = addNode(graph, 'ArgMax', [probabilities], { axis: { i: 1 }, keepdims: { i: 1 } });
  const isLikeliest = addNode(graph, 'Equal', [likeliest, addInts(graph, 'class_indices', Array.from({ length: classCount }, (_, i) => i))]);
  addNode(graph, 'Or', [isWithin, isLikeliest], {}, 'answer_set');
}
