/** What a pretrained file is known to be good for: its features as they are too, or rather trained further; null where nobody published it. */
export type SuitsStrategy = 'frozen-and-fine-tuned' | 'fine-tuned';

/** What of a recipe weakens features that stay as they are: label smoothing, mixed pictures, targets of many classes (Kornblith et al., arXiv 1805.08974 and 2010.16402). */
const smoothed = /^(tv2|a[123]h?|c1|gluon)_/;
/** torchvision's first weights: plain cross-entropy. Its 64x4d came later, with the recipe of the second ones. */
const plain = /^tv_/;
const lateRecipe = 'resnext101_64x4d.tv_in1k';

/** By how a file of the catalogue was trained, not measured here: its id is `architecture.recipe_data`. Pure. */
export function suitsStrategy(id: string): SuitsStrategy | null {
  const recipe = id.slice(id.indexOf('.') + 1);
  if (smoothed.test(recipe) || id === lateRecipe) return 'fine-tuned';
  return plain.test(recipe) ? 'frozen-and-fine-tuned' : null;
}
