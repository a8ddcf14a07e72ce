import { join } from 'node:path';
import { locateEngine } from '../../../src/core/engine-host/locate.ts';
import { placementOf } from './placement.ts';
import { programGraphs } from './program-graphs.ts';
import { recordGraphs } from './recorder.ts';
import { readRegistry } from './registry.ts';

/** Lines by how many graphs they are of, with the first. */
interface Tally {
  readonly says: string;
  readonly graphs: Map<string, { count: number; first: string }>;
}

function add({ graphs }: Tally, lines: Iterable<string>, title: string): void {
  for (const line of lines) {
    const known = graphs.get(line) ?? { count: 0, first: title };
    graphs.set(line, { ...known, count: known.count + 1 });
  }
}

function print({ says, graphs }: Tally): void {
  console.log(`${says}: ${graphs.size === 0 ? 'none' : ''}`);
  for (const [line, { count, first }] of [...graphs].toSorted(([, a], [, b]) => b.count - a.count)) console.log(`  ${line}: ${count} graphs, the first "${first}"`);
}

const tally = (says: string): Tally => ({ says, graphs: new Map() });

/**
 * Whether every operation of every graph that the program opens has a kernel for a GPU in TensorFlow's own registry, no value goes between card and processor
 * within a graph, and what is fed is what a graph takes. A card is not needed, only the library of a CUDA engine: this machine's, or `library`. Prints what it
 * finds. For a process that does not load the engine itself.
 * @returns exit code: 0, 1, or 3 where the library is not of a CUDA engine
 */
export function checkKernels(library = join(locateEngine().folder, 'tensorflow', 'libtensorflow_cc.so.2')): 0 | 1 | 3 {
  const registry = readRegistry(library);
  if (!registry.isOfCuda) {
    console.error(`${library} is not of a CUDA engine ("GRAFT_ENGINE=cuda npm run setup" makes one).`);
    return 3;
  }
  const record = recordGraphs();
  const missing = tally('without a kernel for a GPU, so computed on the processor');
  const copied = tally('copied between card and processor within a graph');
  const misfed = tally('fed another type than is taken');
  let [graphs, nodes] = [0, 0];
  for (const { title, open } of programGraphs()) {
    for (const graph of record(open)) {
      const placement = placementOf(graph.nodes, registry);
      add(missing, placement.missing, title);
      add(copied, placement.copied, title);
      add(misfed, graph.misfed, title);
      graphs += 1;
      nodes += graph.nodes.length;
    }
  }
  console.log(`${graphs} graphs of ${nodes} operations; the library has ${registry.gpuKernels} kernels for a GPU`);
  const all = [missing, copied, misfed];
  for (const each of all) print(each);
  return all.every((each) => each.graphs.size === 0) ? 0 : 1;
}
