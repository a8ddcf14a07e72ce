import type { NetPlan } from '../nets/plan/net-plan.ts';
import { sameShape } from './name-fit.ts';
import type { Shapes } from './name-fit.ts';

/** The last layer of a file over a network's features. */
export interface FoundClassifier {
  readonly weight: string;
  readonly bias: string;
  readonly classes: number;
}

/** Names that training codes give the last layer, by layer and leaf. */
const classifierNames = /^((?:fc|head\.fc|head|classifier|last_linear|linear)\.)(\d+\.)?(weight|bias)$/;
/** What wrappers (DataParallel, Lightning, torch.compile) put in front of a head that lies beside its backbone. */
const wrappers = /^(?:(?:module|model|backbone|encoder|net|network|base_model|_orig_mod|state_dict)\.)+/;

/** A name as the network around it would say it: behind the backbone's prefix, or behind one of its parents'. */
function plainName(name: string, prefix: string): string {
  for (let end = prefix.length; end > 0; end = prefix.lastIndexOf('.', end - 2) + 1) {
    if (name.startsWith(prefix.slice(0, end))) return name.slice(end).replace(end < prefix.length ? wrappers : '', '');
  }
  return name.replace(wrappers, '');
}

/**
 * The file's classifier, when it has one layer over the network's features with its bias; and the layers of a head that
 * has more than one, which is not taken.
 */
export function findClassifier(
  plan: NetPlan,
  prefix: string,
  shapes: Shapes,
): { classifier: FoundClassifier | null; headLayers: string[] } {
  // A new head of several layers is drawn; no layer of a file is one of its.
  if (plan.hidden) return { classifier: null, headLayers: [] };
  const heads = new Map<string, Map<string, { weight?: string; bias?: string }>>();
  for (const name of shapes.keys()) {
    const match = classifierNames.exec(plainName(name, prefix));
    if (!match) continue;
    const [, head, index = '', leaf] = match as unknown as [string, string, string | undefined, 'weight' | 'bias'];
    const key = `${name.startsWith(prefix) ? 'inside' : 'beside'} ${head}`;
    const layers = heads.get(key) ?? new Map<string, { weight?: string; bias?: string }>();
    layers.set(index, { [leaf]: name, ...layers.get(index) });
    heads.set(key, layers);
  }
  const found: (FoundClassifier & { readonly own: boolean })[] = [];
  const headLayers: string[] = [];
  for (const layers of heads.values()) {
    const linear = [...layers.values()].filter(({ weight }) => weight !== undefined && shapes.get(weight)!.length > 1);
    if (linear.length > 1) {
      headLayers.push(...linear.map(({ weight }) => weight!));
      continue;
    }
    const { weight, bias } = linear[0] ?? {};
    if (weight === undefined || bias === undefined) continue;
    const [classes, features, ...rest] = shapes.get(weight)!;
    const fits = features === plan.classifier.inFeatures && rest.every((size) => size === 1);
    if (!fits || !classes || !sameShape(shapes.get(bias), [classes])) continue;
    found.push({ weight, bias, classes, own: weight === prefix + plan.classifier.weight });
  }
  const taken = found.find(({ own }) => own) ?? (found.length === 1 ? found[0] : undefined);
  if (!taken) return { classifier: null, headLayers };
  return { classifier: { weight: taken.weight, bias: taken.bias, classes: taken.classes }, headLayers: [] };
}
