import { constant } from '../../graph/graph.ts';
import type { Value } from '../../graph/graph.ts';
import { matMul, relu } from '../../graph/math-ops.ts';
import { biasAdd } from '../../graph/network-ops.ts';
import { variable } from '../../graph/variables.ts';
import { tensorOf } from '../folding.ts';
import { variablesOf } from './branch.ts';
import type { Branch } from './branch.ts';
import { dropout } from './noise.ts';

function linear(branch: Branch, x: Value, weight: string, bias: string, outFeatures: number): Value {
  const { graph } = branch;
  const isFrozen = branch.mode('head') === 'frozen';
  const value = (name: string, shape: number[]) =>
    isFrozen ? constant(graph, tensorOf(branch.tensors, name).data, shape) : variable(variablesOf(branch), name, shape).read;
  const inFeatures = x.shape[1] as number;
  return biasAdd(graph, matMul(graph, x, value(weight, [outFeatures, inFeatures]), false, true), value(bias, [outFeatures]));
}

/** Pooled features → logits `[batch, classes]`, always in float32. */
export function classify(branch: Branch, features: Value, classes: number): Value {
  const { hidden, classifier } = branch.plan;
  const active = hidden
    ? // The head computes in float32, whatever the branch does.
      dropout(
        { ...branch, compute: 'float32' },
        relu(branch.graph, linear(branch, features, hidden.weight, hidden.bias, hidden.outFeatures)),
        hidden.dropout,
        'value',
      )
    : features;
  return linear(branch, active, classifier.weight, classifier.bias, classes);
}
