import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

/** An attribute of a node; of its kinds those that choose a kernel or count values. */
export interface NodeAttribute {
  readonly type?: number;
  readonly i?: number | bigint;
}

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, NodeAttribute>>;
  /** Of a constant: whether it is one number. */
  readonly isNumber?: boolean;
}

/** What an operation reads or gives, as its definition says: its type or the attribute that is its type, and the attribute that says how many it is. */
interface Argument {
  readonly name: string;
  readonly type: number;
  readonly typeAttr: string;
  readonly numberAttr: string;
}

interface Definition {
  readonly name: string;
  readonly inputArg: readonly Argument[];
  readonly outputArg: readonly Argument[];
  readonly attr: readonly { readonly name: string; readonly defaultValue: NodeAttribute | null }[];
}

interface Kernel {
  readonly op: string;
  readonly deviceType: string;
  readonly constraint: readonly { readonly name: string; readonly allowedValues: { readonly list: { readonly type: readonly number[] } | null } }[];
  readonly hostMemoryArg: readonly string[];
  readonly label: string;
}

/** A value at an edge of a node. */
export interface Place {
  readonly type: number;
  /** In the processor's memory, though the operation computes on the card. */
  readonly isOnHost: boolean;
}

/** Where a node's values lie when it computes on a GPU. */
export interface OnGpu {
  readonly inputs: readonly Place[];
  readonly outputs: readonly Place[];
}

export interface Registry {
  /** How many kernels for a GPU the library has; a processor's has some that are of any device. */
  readonly gpuKernels: number;
  readonly isOfCuda: boolean;
  /** Null where a node has no kernel for a GPU, so that TensorFlow computes it on the processor. @throws Error where the library does not know the operation */
  onGpu(node: GraphNode): OnGpu | null;
}

const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: 'repeated', type, id });
/** tensorflow/core/framework/{kernel_def,op_def,attr_value}.proto, field numbers as there. */
const root = protobuf.Root.fromJSON({
  nested: {
    Values: { fields: { type: repeated('int32', 6) } },
    Attribute: { fields: { list: field('Values', 1), i: field('int64', 3), type: field('int32', 6) } },
    Constraint: { fields: { name: field('string', 1), allowedValues: field('Attribute', 2) } },
    Kernel: {
      fields: { op: field('string', 1), deviceType: field('string', 2), constraint: repeated('Constraint', 3), hostMemoryArg: repeated('string', 4), label: field('string', 5) },
    },
    Kernels: { fields: { kernel: repeated('Kernel', 1) } },
    Argument: { fields: { name: field('string', 1), type: field('int32', 3), typeAttr: field('string', 4), numberAttr: field('string', 5) } },
    AttributeDefinition: { fields: { name: field('string', 1), defaultValue: field('Attribute', 3) } },
    Definition: { fields: { name: field('string', 1), inputArg: repeated('Argument', 2), outputArg: repeated('Argument', 3), attr: repeated('AttributeDefinition', 4) } },
    Definitions: { fields: { op: repeated('Definition', 1) } },
  },
});

/** `DataTypeAlwaysOnHost` in tensorflow/core/framework/types.cc: string and resource. */
const alwaysOnHost = new Set([7, 20]);

const valueOf = (node: GraphNode, definition: Definition, name: string): NodeAttribute | undefined =>
  node.attr[name] ?? definition.attr.find((each) => each.name === name)?.defaultValue ?? undefined;

function placesOf(node: GraphNode, definition: Definition, kernel: Kernel, sides: readonly Argument[]): Place[] {
  return sides.flatMap(({ name, type, typeAttr, numberAttr }) => {
    const own = typeAttr === '' ? type : (valueOf(node, definition, typeAttr)?.type ?? 0);
    const count = numberAttr === '' ? 1 : Number(valueOf(node, definition, numberAttr)?.i ?? 1);
    return Array.from({ length: count }, () => ({ type: own, isOnHost: kernel.hostMemoryArg.includes(name) || alwaysOnHost.has(own) }));
  });
}

/** As `FindKernelRegistration` in tensorflow/core/framework/op_kernel.cc: of the device, or else of any device. */
function registryOf(kernels: readonly Kernel[], definitions: readonly Definition[]): Registry {
  const byOp = Map.groupBy(kernels.filter(({ label }) => label === ''), ({ op }) => op);
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  return {
    gpuKernels: kernels.filter(({ deviceType }) => deviceType === 'GPU').length,
    isOfCuda: kernels.some(({ op, deviceType }) => op === 'Conv2D' && deviceType === 'GPU'),
    onGpu(node) {
      const definition = byName.get(node.op);
      if (!definition) throw new Error(`The library knows no operation ${node.op}, which ${node.name} is`);
      const fits = ({ constraint }: Kernel) =>
        constraint.every(({ name, allowedValues }) => allowedValues.list?.type.includes(valueOf(node, definition, name)?.type ?? 0));
      const own = byOp.get(node.op) ?? [];
      const found = ['GPU', 'DEFAULT'].map((device) => own.find((kernel) => kernel.deviceType === device && fits(kernel))).find((kernel) => kernel !== undefined);
      return found ? { inputs: placesOf(node, definition, found, definition.inputArg), outputs: placesOf(node, definition, found, definition.outputArg) } : null;
    },
  };
}

/** What a `libtensorflow_cc.so.2` has registered; loads it in a process of its own. @throws Error with what that said */
export function readRegistry(library: string): Registry {
  const folder = mkdtempSync(join(tmpdir(), 'graft-kernels-'));
  try {
    const script = fileURLToPath(new URL('registered.py', import.meta.url));
    const { status, stderr, error } = spawnSync('python3', [script, library, folder], { encoding: 'utf8', env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' } });
    if (status !== 0) throw new Error(`${library} does not tell its kernels: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
    const decoded = (type: string, name: string) => root.lookupType(type).toObject(root.lookupType(type).decode(readFileSync(join(folder, name))), { defaults: true, longs: Number });
    return registryOf((decoded('Kernels', 'kernels') as { kernel: Kernel[] }).kernel, (decoded('Definitions', 'operations') as { op: Definition[] }).op);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
