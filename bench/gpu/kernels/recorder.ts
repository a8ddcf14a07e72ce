import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { locateEngine } from '../../../src/core/engine-host/locate.ts';
import type { Binding } from '../../../src/core/engine/binding.ts';
import { savedModelMessage } from '../../../src/core/graph/graph-messages.ts';
import type { GraphNode, NodeAttribute } from './registry.ts';

export interface RecordedGraph {
  readonly nodes: readonly GraphNode[];
  /** Placeholders that were fed another type than their own, each as a line. */
  readonly misfed: string[];
}

type WireNode = Omit<GraphNode, 'attr'> & { readonly attr: Readonly<Record<string, NodeAttribute & { readonly tensor?: { readonly tensorShape?: { readonly dim?: readonly object[] } } }>> };

const numberOf = (i: unknown): number => (typeof i === 'object' && i !== null ? (i as { toNumber(): number }).toNumber() : Number(i));

function nodesOf(file: string): GraphNode[] {
  const model = savedModelMessage.decode(readFileSync(file)) as unknown as { metaGraphs: { graphDef: { node: WireNode[] } }[] };
  // Without what constants hold, which is all of a network's weights.
  return model.metaGraphs[0]!.graphDef.node.map(({ name, op, input, attr }) => ({
    name,
    op,
    input,
    isNumber: attr.value?.tensor?.tensorShape?.dim?.length === 0,
    attr: Object.fromEntries(Object.entries(attr).map(([key, { type, i }]) => [key, { type: type ?? 0, i: numberOf(i ?? 0) }])),
  }));
}

/**
 * Puts in the place of the engine's binding one that keeps the graphs which the program opens, as it would on a GPU, and computes nothing: what is fetched are
 * zeros. For a process that has not loaded the engine and does not mean to.
 * @returns what gives the graphs that `open` opens
 */
export function recordGraphs(): (open: () => void) => RecordedGraph[] {
  const require = createRequire(import.meta.url);
  const file = require.resolve(locateEngine().binding);
  const zeros = new Float32Array(2 ** 16);
  let graphs: RecordedGraph[] = [];
  let types: number[] = [];
  const binding: Binding = {
    createTensor: (_shape, dtype) => types.push(dtype) - 1,
    deleteTensor: () => undefined,
    tensorDataSync: () => zeros,
    loadSavedModel: (folder) => graphs.push({ nodes: nodesOf(join(folder, 'saved_model.pb')), misfed: [] }) - 1,
    deleteSavedModel: () => undefined,
    runSavedModel(model, inputs, inputNames, outputNames) {
      const { nodes, misfed } = graphs[model]!;
      const names = inputNames === '' ? [] : inputNames.split(',');
      for (const [at, name] of names.entries()) {
        const taken = nodes.find((node) => `${node.name}:0` === name)?.attr.dtype?.type;
        const given = types[inputs[at]!];
        if (taken !== given) misfed.push(`${name} takes type ${taken} and is fed ${given}`);
      }
      return outputNames.split(',').map(() => ({ id: 0, shape: [], dtype: 1 }));
    },
    isUsingGpuDevice: () => true,
    getNumOfTensors: () => 0,
    TF_Version: 'none',
  };
  process.env.TF_ENABLE_ONEDNN_OPTS = '1'; // the program asks for it before it loads a binding
  require.cache[file] = Object.assign(Object.create(null), { id: file, filename: file, loaded: true, exports: binding, children: [] });
  return (open) => {
    graphs = [];
    types = [];
    open();
    return graphs;
  };
}
