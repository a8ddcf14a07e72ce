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
/** Fetched to set the variables of a group. */
const restoredName = (group: number) => `restored_${group}`;

/**
 * Adds what `restoreVariables` and whoever reads variables use; call once, after the last variable.
 * The fed value is copied: a variable must not keep memory that belongs to JavaScript.
 */
export function finishVariables({ graph, byName }: Variables): void {
  const one = scalar(graph, 1);
  for (const [at, group] of [...inGroups(byName.values(), restoredBytes)].entries()) {
    const assigned = group.map((target) => {
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
    identity(graph, one, restoredName(at), assigned);
  }
}

type RestoreFeeds = Record<string, { shape: readonly number[]; values: Float32Array }>;

/** Sets every variable, some at a time, since the engine copies what it is fed; one that is missing in `values` becomes zeros. `run` runs the graph's session. */
export function restoreVariables({ byName }: Variables, values: ReadonlyMap<string, Tensor>, run: (feeds: RestoreFeeds, fetches: string[]) => unknown): void {
  const all = [...byName.values()];
  // One array for all that begins as zeros: slots are twice the weights.
  const zeros = new Float32Array(Math.max(0, ...all.filter(({ name }) => !values.has(name)).map(({ shape }) => elementCount(shape))));
  for (const [at, group] of [...inGroups(all, restoredBytes)].entries()) {
    const feeds: RestoreFeeds = {};
    for (const { name, shape } of group) feeds[restoreName(name)] = { shape, values: values.get(name)?.data ?? zeros.subarray(0, elementCount(shape)) };
    run(feeds, [restoredName(at)]);
  }
}

/** Of variables whose values are fetched together: few enough that what JavaScript holds of them stays small. */
const fetchedBytes = 32 * 2 ** 20;
/** Of variables that are set together: each such group is another graph for the engine to plan. */
const restoredBytes = 64 * 2 ** 20;

function* inGroups(all: Iterable<Variable>, groupBytes: number): Generator<Variable[]> {
  let group: Variable[] = [];
  let bytes = 0;
  for (const each of all) {
    group.push(each);
    bytes += 4 * elementCount(each.shape);
    if (bytes < groupBytes) continue;
    yield group;
    [group, bytes] = [[], 0];
  }
  if (group.length > 0) yield group;
}

/** Values of variables under their names, in their order, fetched some at a time as they are asked for. `fetch` brings values by name. */
export function* readInGroups(all: Iterable<Variable>, fetch: (names: string[]) => readonly unknown[]): Generator<readonly [string, Tensor]> {
  for (const group of inGroups(all, fetchedBytes)) {
    const values = fetch(group.map(({ read }) => read.name));
    for (const [i, { name, shape }] of group.entries()) yield [name, { shape, data: values[i] as Float32Array }];
  }
}
