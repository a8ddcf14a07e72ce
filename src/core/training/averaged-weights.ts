import { addOperation, addValue, scalar } from '../graph/graph.ts';
import type { Operation, Value } from '../graph/graph.ts';
import { multiply, subtract } from '../graph/math-ops.ts';
import { variable } from '../graph/variables.ts';
import type { Variable, Variables } from '../graph/variables.ts';

const averagePrefix = 'slot/average/';
const startPrefix = 'slot/start/';

/** Names of variables that begin as copies of others, and whose. */
export const averageName = (name: string): string => averagePrefix + name;
export const startName = (name: string): string => startPrefix + name;
export function copiedFrom(name: string): string | null {
  const prefix = [averagePrefix, startPrefix].find((each) => name.startsWith(each));
  return prefix === undefined ? null : name.slice(prefix.length);
}

const float32 = { dtype: { type: 'float32' } } as const;

/**
 * Moves the exponential average of each variable a part towards it, once all of `after` have run: average += (1 - decay)(value - average), from the
 * first step on, running statistics like weights (timm's `ModelEmaV3` without `step`). `applied`: 1, or 0 where the step was skipped.
 */
export function addAverages(variables: Variables, averaged: readonly Variable[], decay: number, applied: Value, after: readonly Operation[]): Operation[] {
  const { graph } = variables;
  const part = multiply(graph, scalar(graph, 1 - decay), applied);
  return averaged.map(({ name, shape, handle }) => {
    const average = variable(variables, averageName(name), shape);
    const now = addValue(graph, { op: 'ReadVariableOp', inputs: [handle], dtype: 'float32', shape, after, attributes: float32 });
    const difference = multiply(graph, subtract(graph, average.read, now), part);
    return addOperation(graph, { op: 'AssignSubVariableOp', inputs: [average.handle, difference], outputs: [], attributes: float32 });
  });
}

/** The same variables under their own names, but those that have an average are it. */
export const averagesOf = ({ graph, byName }: Variables): Variables => ({
  graph,
  byName: new Map([...byName].map(([name, own]) => [name, byName.get(averageName(name)) ?? own])),
});
