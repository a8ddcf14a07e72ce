import { dtypeNumbers } from '../../../src/core/graph/dtype.ts';
import type { GraphNode, Place, Registry } from './registry.ts';

/** What of a graph would cost a step much on a GPU, each as a line that is the same in other graphs. */
export interface Placement {
  /** Operations without a kernel for a GPU. */
  readonly missing: Set<string>;
  /** Values that change between the card and the processor's memory on their way from an operation to another. */
  readonly copied: Set<string>;
}

const typeNames = new Map<number, string>(Object.entries(dtypeNumbers).map(([name, number]) => [number, name]));
const typeName = (type: number): string => typeNames.get(type) ?? `type ${type}`;

const producerOf = (input: string): string => input.split(':')[0]!;

function missingText({ op, attr }: GraphNode): string {
  const types = Object.entries(attr).flatMap(([name, { type }]) => (type ? [`${name} ${typeName(type)}`] : []));
  return `${op} (${types.join(', ')})`;
}

/**
 * Where TensorFlow would put a graph's operations and their values: on the card whatever has a kernel for it. What is fed lies with the processor until the
 * first operation that takes it, and what is fetched (an identity that nothing reads) ends there: these copies are not meant, nor is that of a single number.
 */
export function placementOf(nodes: readonly GraphNode[], { onGpu }: Registry): Placement {
  const missing = new Set<string>();
  const copied = new Set<string>();
  const outputs = new Map<string, { readonly node: GraphNode; readonly places: readonly Place[] | null }>();
  const read = new Set(nodes.flatMap(({ input }) => input.map(producerOf)));
  for (const node of nodes) {
    const there = onGpu(node);
    if (!there) missing.add(missingText(node));
    outputs.set(node.name, { node, places: there?.outputs ?? null });
    if (node.op === 'Identity' && !read.has(node.name)) continue;
    for (const [at, name] of node.input.filter((each) => !each.startsWith('^')).entries()) {
      const source = outputs.get(producerOf(name));
      if (!source) throw new Error(`${node.name} reads ${name}, which no operation before it gives`);
      const given = source.places?.[Number(name.split(':')[1] ?? 0)];
      const taken = there?.inputs[at];
      if (source.node.op === 'Placeholder' || source.node.isNumber || (given ?? taken)?.type === dtypeNumbers.resource) continue;
      const [leavesHost, entersHost] = [given?.isOnHost ?? true, taken?.isOnHost ?? true];
      if (leavesHost !== entersHost) copied.add(`${source.node.op} (${typeName((given ?? taken)?.type ?? 0)}) ${entersHost ? 'back from' : 'to'} the card for ${node.op}`);
    }
  }
  return { missing, copied };
}
