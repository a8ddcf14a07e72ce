import { catalogueNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';

export type TensorShape = readonly number[];
/** Name in a file → shape. */
export type Shapes = ReadonlyMap<string, TensorShape>;

/** How files name the tensors that timm and torchvision call as the tensor table does. */
interface Naming {
  /** The table's name as this naming has it; `null` where it has none. */
  readonly rename: (name: string) => string | null;
  /** A tensor without a place here means that the file is of another network and would compute something else. */
  readonly trunk: RegExp;
}

/** `nn.Sequential(*resnet.children())`, as SimSiam, BYOL and lightly write their backbones. */
const children = new Map(['conv1', 'bn1', '', '', 'layer1', 'layer2', 'layer3', 'layer4'].map((name, i) => [name, i]));
const inOrder = (name: string): string | null => {
  const dot = name.indexOf('.');
  const index = children.get(name.slice(0, dot));
  return index === undefined ? null : `${index}${name.slice(dot)}`;
};

/** Hugging Face's transformers; with its default of the stride in the 3x3, as everywhere here. */
function asTransformers(name: string): string | null {
  const [, stage, block, leaf, index, rest] = /^(?:layer(\d)\.(\d+)\.)?(conv|bn|downsample\.)(\d)\.(\w+)$/.exec(name) ?? [];
  if (leaf === undefined) return null;
  const isConv = leaf === 'conv' || (leaf === 'downsample.' && index === '0');
  const part = `${isConv ? 'convolution' : 'normalization'}.${rest}`;
  if (stage === undefined) return `embedder.embedder.${part}`;
  const place = leaf === 'downsample.' ? 'shortcut' : `layer.${Number(index) - 1}`;
  return `encoder.stages.${Number(stage) - 1}.layers.${block}.${place}.${part}`;
}

const namings: readonly Naming[] = [
  { rename: (name) => name, trunk: /^(?:conv1|bn1?|layer\d|stem|stages|norm)\./ },
  { rename: inOrder, trunk: /^[0-7]\./ },
  { rename: asTransformers, trunk: /^(?:embedder|encoder)\./ },
];

const counter = /(?:^|\.)num_batches_tracked$/;
export const isCounter = (name: string): boolean => counter.test(name);
export const sameShape = (a: TensorShape | undefined, b: TensorShape): boolean =>
  a !== undefined && a.length === b.length && a.every((size, i) => size === b[i]);
export const written = (shape: TensorShape): string => `[${shape.join(', ')}]`;

/** A network, but for its head, under one prefix of a file. */
export interface Fit {
  readonly net: NetPlan;
  /** What stands before every name: '' or ends with a dot. */
  readonly prefix: string;
  /** Table's name → name in the file, of the tensors that are there in their shape. */
  readonly names: ReadonlyMap<string, string>;
  /** Tensors that the network has. */
  readonly expected: number;
  /** The first tensor that is missing, misshapen or of another network; `null` where all fit. */
  readonly problem: string | null;
}

/** Segments of the longest name of any naming, `encoder.stages.0.layers.0.layer.0.convolution.weight`. */
const segmentLimit = 9;

/** Of every prefix, how many wanted tensors stand behind it in their shape: one look at each ending of each name. */
function countBehindPrefixes(wanted: Shapes, shapes: Shapes): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [name, shape] of shapes) {
    let dot = name.length;
    for (let segments = 0; segments < segmentLimit && dot > 0; segments++) {
      dot = name.lastIndexOf('.', dot - 1);
      const expected = wanted.get(name.slice(dot + 1));
      if (expected && sameShape(expected, shape)) {
        const prefix = name.slice(0, dot + 1);
        counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
      }
    }
  }
  return counts;
}

function examine(net: NetPlan, naming: Naming, wanted: Shapes, shapes: Shapes, prefix: string, isPart: boolean): Fit {
  const names = new Map<string, string>();
  let problem: string | null = null;
  for (const { name, shape } of trunkRows(net)) {
    const source = prefix + naming.rename(name)!;
    const found = shapes.get(source);
    if (sameShape(found, shape)) names.set(name, source);
    else if (found) problem ??= `tensor "${source}" has the shape ${written(found)} where ${written(shape)} is expected`;
    else problem ??= `tensor "${source}" ${written(shape)} is missing`;
  }
  for (const [name, shape] of shapes) {
    if (problem !== null || isPart) break;
    if (!name.startsWith(prefix) || isCounter(name)) continue;
    const rest = name.slice(prefix.length);
    if (naming.trunk.test(rest) && !wanted.has(rest)) {
      problem = `it holds tensor "${name}" ${written(shape)}, for which there is no place`;
    }
  }
  return { net, prefix, names, expected: wanted.size, problem };
}

const tables = new WeakMap<NetPlan, { name: string; shape: TensorShape }[]>();
function trunkRows(net: NetPlan) {
  const known = tables.get(net) ?? tensorTable(net, 1).filter(({ part }) => part !== 'head');
  tables.set(net, known);
  return known;
}

/**
 * Every place of a file where a network stands whole, whatever is put before its names; where there is none, the one place
 * that comes nearest, with what is wrong there.
 * @param isPart the network is known to be the beginning of the file's: what comes after it is no problem
 */
export function findFits(net: NetPlan, shapes: Shapes, isPart = false): Fit[] {
  let nearest: { naming: Naming; wanted: Shapes; prefix: string; count: number } | undefined;
  const whole: Fit[] = [];
  for (const naming of namings) {
    const wanted = new Map<string, TensorShape>();
    for (const { name, shape } of trunkRows(net)) {
      const renamed = naming.rename(name);
      if (renamed !== null) wanted.set(renamed, shape);
    }
    if (wanted.size < trunkRows(net).length) continue;
    for (const [prefix, count] of countBehindPrefixes(wanted, shapes)) {
      if (!nearest || count > nearest.count) nearest = { naming, wanted, prefix, count };
      if (count < wanted.size) continue;
      const fit = examine(net, naming, wanted, shapes, prefix, isPart);
      if (fit.problem === null) whole.push(fit);
    }
  }
  if (whole.length > 0) return whole;
  if (nearest) return [examine(net, nearest.naming, nearest.wanted, shapes, nearest.prefix, isPart)];
  return [examine(net, namings[0]!, new Map(trunkRows(net).map(({ name, shape }) => [name, shape])), shapes, '', isPart)];
}

let planned: readonly NetPlan[] | null = null;
/** Those that a file may be of when nobody says; laid out when the first one is asked for. */
const candidates = (): readonly NetPlan[] => (planned ??= [...catalogueNets.values()].map(({ spec }) => planNet(spec)));

/** Networks of the catalogue that stand whole in a file. */
export const fittingNets = (shapes: Shapes): NetPlan[] =>
  candidates().filter((net) => findFits(net, shapes)[0]!.problem === null);

/** The network of the catalogue of which most is in a file, where none is whole. */
export function nearestFit(shapes: Shapes): Fit {
  const part = ({ names, expected }: Fit) => names.size / expected;
  const fits = candidates().map((net) => findFits(net, shapes)[0]!);
  return fits.reduce((best, fit) => (part(fit) > part(best) ? fit : best));
}

/** Averages are what their authors evaluate; the slow or queue-feeding half of a pair is not. */
const averaged = /(?:^|[._])(?:ema|swa|teacher)(?:[._]|$)/;
const secondary = /(?:^|[._])(?:encoder_k|key_encoder|momentum|target|student|slow)(?:[._]|$)|_k\.|_momentum\./;
const rank = ({ prefix }: Fit): number => (averaged.test(prefix) ? 0 : secondary.test(prefix) ? 2 : 1);

/** Several whole copies, the one to take first: an average or teacher, then the plain one, then shorter prefixes. */
export const byPreference = (fits: readonly Fit[]): Fit[] =>
  fits.toSorted((a, b) => rank(a) - rank(b) || a.prefix.length - b.prefix.length || (a.prefix < b.prefix ? -1 : 1));
