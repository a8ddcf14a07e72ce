import type { Suits, SuitsStrategy } from '../../shared/contract/backbone-calls.ts';
import { embeddedBackbone } from './catalogue.ts';

/** What of a recipe weakens features that stay as they are: label smoothing, mixed pictures, targets of many classes (Kornblith et al., arXiv 1805.08974 and 2010.16402). */
const smoothed = /^(tv2|a[123]h?|c1|gluon)_/;
/** torchvision's first weights: plain cross-entropy. Its 64x4d came later, with the recipe of the second ones. */
const plain = /^tv_/;
const lateRecipe = 'resnext101_64x4d.tv_in1k';

/** By how a file of the catalogue was trained, as others published it: its id is `architecture.recipe_data`. Pure. */
function citedStrategy(id: string): SuitsStrategy | null {
  const recipe = id.slice(id.indexOf('.') + 1);
  if (smoothed.test(recipe) || id === lateRecipe) return 'fine-tuned';
  return plain.test(recipe) ? 'frozen-and-fine-tuned' : null;
}

/** What a file is good for, and how that is known; of the one that comes with the program it was measured (docs/decisions/0066). Null where nobody published it. Pure. */
export function suitsOf(id: string): Suits | null {
  if (id === embeddedBackbone.id) return { strategy: 'fine-tuned', by: 'measured' };
  const strategy = citedStrategy(id);
  return strategy && { strategy, by: 'cited' };
}

/** The same as `--json` tells it. */
export interface SuitsFields {
  readonly suits: SuitsStrategy | null;
  readonly suitsBy: Suits['by'] | null;
}

export function suitsFields(id: string): SuitsFields {
  const suits = suitsOf(id);
  return { suits: suits?.strategy ?? null, suitsBy: suits?.by ?? null };
}
