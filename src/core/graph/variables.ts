import { identity } from './array-ops.ts';
import { addOperation, addValue, placeholder, scalar } from './graph.ts';
import type { Graph, Operation, Value } from './graph.ts';
import { elementCount } from '../tensor.ts';
import type { Tensor } from '../tensor.ts';

/** A float32 tensor that lives in the session. */
export interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly handle: Value;
  /** Its value at the start of a run. */
  readonly read: Value;
}

/** All variables of a graph, with one operation to set them all and the names to fetch them by. */
export interface Variables {
  readonly graph: Graph;
  readonly byName: Map<string, Variable>;
}

export const createVariables = (graph: Graph): Variables => ({ graph, byName: new Map() });

/** The variable of a name, made on first use. Names follow the weights file; slots are `slot/<optimiser's word>/<name>`. */
export function variable({ graph, byName }: Variables, name: string, shape: readonly number[]): Variable {
  const known = byName.get(name);
  if (known) return known;
  const handle = addValue(graph, {
    op: 'VarHandleOp',
    name: `variable/${name}`,
    dtype: 'resource',
    shape: [],
    attributes: { dtype: { type: 'float32' }, shape: { shape }, shared_name: { s: name }, container: { s: '' } },
  });
  const read = addValue(graph, {
    op: 'ReadVariableOp',
    name: `read/${name}`,
    inputs: [handle],
    dtype: 'float32',
    shape,
    attributes: { dtype: { type: 'float32' } },
  });
  const made = { name, shape, handle, read };
  byName.set(name, made);
  return made;
}

/** Sets a variable. */
export function assign(graph: Graph, target: Variable, value: Value): Operation {
  return addOperation(graph, {
    op: 'AssignVariableOp',
    inputs: [target.handle, value],
    outputs: [],
    attributes: { dtype: { type: 'float32' } },
  });
}

const restoreName = (name: string) => `restore/${name}`;

/**
 * Adds what `restoreFeeds` and whoever reads variables use; call once, after the last variable.
 * The fed value is copied: a variable must not keep memory that belongs to JavaScript.
 */
export function finishVariables({ graph, byName }: Variables): void {
  const assigned = [...byName.values()].map((target) => {
    const fed = placeholder(graph, restoreName(target.name), 'float32', target.shape);
    const copied = addValue(graph, {
      op: 'DeepCopy',
      inputs: [fed],
      dtype: 'float32',
      shape: target.shape,
      attributes: { T: { type: 'float32' } },
    });
    return assign(graph, target, copied);
  });
  identity(graph, scalar(graph, 1), 'restored', assigned);
}

/** Feeds that set every variable when `restored` is fetched; a variable missing in `values` becomes zeros. */
export function restoreFeeds(
  variables: Variables,
  values: ReadonlyMap<string, Tensor>,
): Record<string, { shape: readonly number[]; values: Float32Array }> {
  const feeds: Record<string, { shape: readonly number[]; values: Float32Array }> = {};
  const all = [...variables.byName.values()];
  // One array for all that begins as zeros: slots are twice the weights.
  const zeros = new Float32Array(Math.max(0, ...all.filter(({ name }) => !values.has(name)).map(({ shape }) => elementCount(shape))));
  for (const { name, shape } of all) {
    feeds[restoreName(name)] = { shape, values: values.get(name)?.data ?? zeros.subarray(0, elementCount(shape)) };
  }
  return feeds;
}

/** Variables whose values are fetched together: few enough that what JavaScript holds of them stays small. */
const fetchedBytes = 32 * 2 ** 20;

function* inGroups(all: Iterable<Variable>): Generator<Variable[]> {
  let group: Variable[] = [];
  let bytes = 0;
  for (const each of all) {
    group.push(each);
    bytes += 4 * elementCount(each.shape);
    if (bytes < fetchedBytes) continue;
    yield group;
    [group, bytes] = [[], 0];
  }
  if (group.length > 0) yield group;
}

/** Values of variables under their names, in their order, fetched some at a time as they are asked for. `fetch` brings values by name. */
export function* readInGroups(all: Iterable<Variable>, fetch: (names: string[]) => readonly unknown[]): Generator<readonly [string, Tensor]> {
  for (const group of inGroups(all)) {
    const values = fetch(group.map(({ read }) => read.name));
    for (const [i, { name, shape }] of group.entries()) yield [name, { shape, data: values[i] as Float32Array }];
  }
}
