import { StudioError } from '../errors.ts';
import { catalogueNets } from '../nets/named.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { findClassifier } from './classifier-names.ts';
import { shardOf } from './foreign-file.ts';
import { byPreference, findFits, fittingNets, isCounter, nearestFit, written } from './name-fit.ts';
import type { Fit, Shapes } from './name-fit.ts';

const known = [...catalogueNets.keys()];
/** A file of which less is any network's is of something else; naming a nearest one would mislead. */
const likePart = 0.2;

/** Which tensor of a file is which tensor of the network. */
export interface NameMap {
  /** Name in the tensor table → name in the file, in the table's order. */
  readonly names: ReadonlyMap<string, string>;
  /** Rows of the file's classifier; `null` when it has none that fits. */
  readonly classes: number | null;
  /** Tensors of the network that the file lacks: only the head's can be among them. */
  readonly missing: readonly string[];
  /** Tensors of the file that the network has no place for, `num_batches_tracked` not counted. */
  readonly unexpected: readonly string[];
  /** What stands before every name of the network in the file: '' or ends with a dot. */
  readonly prefix: string;
  /** Other prefixes behind which the same network stands whole. */
  readonly otherPrefixes: readonly string[];
  /** Weights of a head with more than one layer, which is not taken. */
  readonly headLayers: readonly string[];
}

/** What a file is that no architecture fits, truthfully. */
function nearest(shapes: Shapes, file: string): string {
  const shard = shardOf(file);
  if (shard) return `The file ${shard.problem}. ${shard.hint}`;
  const { net, prefix, names, expected, problem } = nearestFit(shapes);
  const first = [...shapes].slice(0, 3).map(([name, shape]) => `"${name}" ${written(shape)}`);
  if (first.length === 0) return 'It holds no tensors.';
  if (names.size / expected < likePart) {
    return `It fits none of ${known.join(', ')}; its tensors are called ${first.join(', ')}.`;
  }
  const where = prefix === '' ? '' : ` behind "${prefix}"`;
  return (
    `It fits none of ${known.join(', ')}. ` +
    `Nearest is ${net.name}${where} with ${names.size} of ${expected} tensors: ${problem}.`
  );
}

/** The architectures that a file's tensors (name → shape) fit, and the rows of its classifier, where it has one. */
export function guessArchitectures(shapes: Shapes): { architectures: string[]; classes: number | null } {
  const nets = fittingNets(shapes);
  const [first] = nets;
  if (!first) return { architectures: [], classes: null };
  const [{ prefix }] = byPreference(findFits(first, shapes)) as [Fit];
  return { architectures: nets.map(({ name }) => name), classes: findClassifier(first, prefix, shapes).classifier?.classes ?? null };
}

function chooseFit(net: NetPlan, shapes: Shapes, file: string, wish: string | undefined, isPart: boolean): [Fit, ...Fit[]] {
  const fits = byPreference(findFits(net, shapes, isPart)) as [Fit, ...Fit[]];
  if (fits[0].problem !== null) {
    const fitting = fittingNets(shapes).map(({ name }) => name);
    throw new StudioError('bad-weights', `${file} does not fit ${net.name}: ${fits[0].problem}.`, {
      values: fitting.length > 0 ? { kind: 'weights-fit-other', file, net: net.name, fitting: fitting.join(', ') } : { kind: shardOf(file) ? 'weights-of-shards' : 'weights-fit-none', file, net: net.name },
      field: 'arch',
      hint: fitting.length > 0 ? `The file fits ${fitting.join(' or ')}.` : nearest(shapes, file),
    });
  }
  if (wish === undefined) return fits;
  const wished = fits.find(({ prefix }) => prefix === wish || prefix === `${wish}.`);
  if (wished) return [wished, ...fits.filter((fit) => fit !== wished)];
  throw new StudioError('bad-usage', `${file} has no ${net.name} behind "${wish}".`, {
    values: { kind: 'weights-prefix', file, net: net.name, prefix: wish, prefixes: fits.map(({ prefix }) => `“${prefix}”`).join(', ') },
    field: 'prefix',
    hint: `It stands behind ${fits.map(({ prefix }) => `"${prefix}"`).join(', ')}.`,
  });
}

/**
 * Finds every tensor of a network in a file written by torchvision, timm or a training code around them, whatever stands
 * before its names. A classifier that differs or is missing is fine; everything else must be there in its shape.
 * @param shapes name in the file → shape
 * @param file for messages
 * @param isPart as in `findFits`
 * @param prefix which copy to take where the network stands in the file more than once
 * @throws StudioError `bad-weights` naming the first tensor that is missing, misshapen or of another network
 */
export function mapNames(net: NetPlan, shapes: Shapes, file: string, prefix?: string, isPart = false): NameMap {
  const [fit, ...others] = chooseFit(net, shapes, file, prefix, isPart);
  const { classifier, headLayers } = findClassifier(net, fit.prefix, shapes);
  const names = new Map<string, string>();
  const missing: string[] = [];
  for (const { name, role } of tensorTable(net, classifier?.classes ?? 0)) {
    const source =
      role === 'classifier-weight' ? classifier?.weight : role === 'classifier-bias' ? classifier?.bias : fit.names.get(name);
    if (source === undefined) missing.push(name);
    else names.set(name, source);
  }
  const used = new Set(names.values());
  return {
    names,
    classes: classifier?.classes ?? null,
    missing,
    unexpected: [...shapes.keys()].filter((name) => !used.has(name) && !isCounter(name)),
    prefix: fit.prefix,
    otherPrefixes: others.map((other) => other.prefix),
    headLayers,
  };
}
