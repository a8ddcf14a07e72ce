import { StudioError } from '../errors.ts';
import { architectures } from '../nets/architecture.ts';
import type { Architecture } from '../nets/architecture.ts';
import { planNet } from '../nets/net-plan.ts';
import type { NetPlan } from '../nets/net-plan.ts';
import { tensorTable } from '../nets/tensor-table.ts';
import type { Tensor, TensorMap } from '../tensor.ts';

type Shape = readonly number[];
const known = [...architectures.keys()];

/** Which tensor of a file is which tensor of the network. */
export interface NameMap {
  /** Name in the tensor table → name in the file, in the table's order. */
  readonly names: ReadonlyMap<string, string>;
  /** Rows of the file's classifier; `null` when it has none that fits. */
  readonly classes: number | null;
  /** Tensors of the network that the file lacks: only the classifier's can be among them. */
  readonly missing: readonly string[];
  /** Tensors of the file that the network has no place for, `num_batches_tracked` not counted. */
  readonly unexpected: readonly string[];
}

/** What wrappers (DataParallel, Lightning, torch.compile, a detector's backbone) put in front of every name. */
const wrappers = /^(?:(?:module|model|backbone|encoder|net|network|base_model|_orig_mod|state_dict)\.)+/;
const counter = /(?:^|\.)num_batches_tracked$/;
/** Names that training codes give the last layer, by leaf. */
const classifierNames = /^(?:fc|head\.fc|head|classifier|last_linear|linear)\.(?:\d\.)?(weight|bias)$/;
/** Where a tensor without a place means that the file is of another network and would compute something else. */
const trunk = /^(?:conv1|bn1|layer[1-4]|stem|stages|norm)\./;

const sameShape = (a: Shape, b: Shape) => a.length === b.length && a.every((size, i) => size === b[i]);
const written = (shape: Shape) => `[${shape.join(', ')}]`;

function withoutWrappers(shapes: ReadonlyMap<string, Shape>, file: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const name of shapes.keys()) {
    if (counter.test(name)) continue;
    const plain = name.replace(wrappers, '');
    const other = names.get(plain);
    if (other !== undefined) {
      throw new StudioError('bad-weights', `${file}: "${other}" and "${name}" both stand for "${plain}".`, {
        hint: 'The file seems to hold two networks (a student and a teacher, or an average); save one of them.',
      });
    }
    names.set(plain, name);
  }
  return names;
}

/** The file's classifier, when it has one over the network's features; a bias must go with it. */
function findClassifier(plan: NetPlan, names: ReadonlyMap<string, string>, shapes: ReadonlyMap<string, Shape>) {
  const leaves = new Map<string, Map<string, string>>();
  for (const plain of names.keys()) {
    const leaf = classifierNames.exec(plain)?.[1];
    if (leaf === undefined) continue;
    const stem = plain.slice(0, -leaf.length);
    leaves.set(stem, (leaves.get(stem) ?? new Map()).set(leaf, names.get(plain)!));
  }
  const candidates = [...leaves].flatMap(([stem, pair]) => {
    const weight = pair.get('weight');
    const bias = pair.get('bias');
    if (weight === undefined || bias === undefined) return [];
    const [classes, features, ...rest] = shapes.get(weight)!;
    const fits = features === plan.classifier.inFeatures && rest.every((size) => size === 1);
    return fits && classes !== undefined && sameShape(shapes.get(bias)!, [classes]) ? [{ stem, weight, bias, classes }] : [];
  });
  const own = candidates.find(({ stem }) => `${stem}weight` === plan.classifier.weight);
  return own ?? (candidates.length === 1 ? candidates[0]! : null);
}

/** Names of the architectures whose every trunk tensor is in the file, and no more. */
function fittingArchitectures(shapes: ReadonlyMap<string, Shape>, names: ReadonlyMap<string, string>): string[] {
  const trunkSize = [...names.keys()].filter((name) => trunk.test(name)).length;
  return [...architectures.values()].flatMap((architecture) => {
    const rows = tensorTable(planNet(architecture), 1).filter(({ part }) => part !== 'head');
    const fits = rows.every(({ name, shape }) => sameShape(shapes.get(names.get(name) ?? '') ?? [-1], shape));
    return fits && rows.length === trunkSize ? [architecture.name] : [];
  });
}

/** The architectures that a file's tensors (name → shape) fit, and the rows of its classifier, where it has one. Throws `bad-weights`. */
export function guessArchitectures(
  shapes: ReadonlyMap<string, Shape>,
  file: string,
): { architectures: string[]; classes: number | null } {
  const names = withoutWrappers(shapes, file);
  const [first, ...others] = fittingArchitectures(shapes, names);
  if (first === undefined) return { architectures: [], classes: null };
  const classifier = findClassifier(planNet(architectures.get(first)!), names, shapes);
  return { architectures: [first, ...others], classes: classifier?.classes ?? null };
}

/**
 * Finds every tensor of a network in a file written by torchvision, timm or a training code around them.
 * A classifier that differs or is missing is fine; everything else must be there in its shape.
 * @param shapes name in the file → shape
 * @param file for messages
 * @throws StudioError `bad-weights` naming the first tensor that is missing, misshapen or of another network
 */
export function mapNames(architecture: Architecture, shapes: ReadonlyMap<string, Shape>, file: string): NameMap {
  const plan = planNet(architecture);
  const plainNames = withoutWrappers(shapes, file);
  const refuse = (problem: string): never => {
    const fitting = fittingArchitectures(shapes, plainNames);
    throw new StudioError('bad-weights', `${file} does not fit ${architecture.name}: ${problem}.`, {
      field: 'arch',
      hint: fitting.length > 0 ? `The file fits ${fitting.join(' or ')}.` : `It fits none of ${known.join(', ')}.`,
    });
  };
  const classifier = findClassifier(plan, plainNames, shapes);
  const names = new Map<string, string>();
  const missing: string[] = [];
  for (const { name, shape, role } of tensorTable(plan, classifier?.classes ?? 0)) {
    if (role === 'classifier-weight' || role === 'classifier-bias') {
      if (classifier) names.set(name, role === 'classifier-weight' ? classifier.weight : classifier.bias);
      else missing.push(name);
      continue;
    }
    const source = plainNames.get(name) ?? refuse(`tensor "${name}" ${written(shape)} is missing`);
    const found = shapes.get(source)!;
    if (!sameShape(found, shape)) {
      refuse(`tensor "${source}" has the shape ${written(found)} where ${written(shape)} is expected`);
    }
    names.set(name, source);
  }
  const used = new Set(names.values());
  const unexpected: string[] = [];
  for (const [plain, source] of plainNames) {
    if (used.has(source)) continue;
    if (trunk.test(plain)) {
      refuse(`it holds tensor "${source}" ${written(shapes.get(source)!)}, for which there is no place`);
    }
    unexpected.push(source);
  }
  return { names, classes: classifier?.classes ?? null, missing, unexpected };
}

/** A plain loop: `every` takes eight times as long on 25 million values. */
function allFinite(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}

/**
 * The tensors of a network under the tensor table's names and shapes, values shared with `tensors`.
 * @throws StudioError `bad-weights` as `mapNames`, or naming a tensor that holds NaN or infinity
 */
export function normaliseTensors(
  architecture: Architecture,
  tensors: TensorMap,
  file: string,
): Omit<NameMap, 'names'> & { readonly tensors: TensorMap } {
  const { names, ...found } = mapNames(architecture, new Map([...tensors].map(([name, { shape }]) => [name, shape])), file);
  const normalised: TensorMap = new Map();
  for (const { name, shape } of tensorTable(planNet(architecture), found.classes ?? 0)) {
    const source = names.get(name);
    if (source === undefined) continue;
    const { data } = tensors.get(source) as Tensor;
    if (!allFinite(data)) {
      throw new StudioError('bad-weights', `${file}: tensor "${source}" holds values that are no finite numbers.`, {
        hint: 'The training that wrote it has probably diverged; use an earlier checkpoint.',
      });
    }
    // A linear classifier and a 1x1 convolution hold the same values in the same order.
    normalised.set(name, { shape, data });
  }
  return { ...found, tensors: normalised };
}
