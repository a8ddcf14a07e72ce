import { shuffle } from '../shuffle.ts';
import type { ColorChange, Erased } from './square-changes.ts';
import type { CroppedView } from './view.ts';
import { nextUniform, seedState } from './view-random.ts';

/** Goes into the cache key of features: raise it when any view of any picture may differ. */
export const variedRecipes = { standard: 'standard-1', strong: 'strong-1' } as const;

/** As ImageNet is learned: a crop of 8 to 100 % of the area (arXiv 1409.4842; torchvision's RandomResizedCrop). */
export const leastVariedArea = 0.08;
/** Of brightness, contrast and saturation (timm's `color_jitter`, torchvision's ColorJitter). */
const jitter = 0.4;
/** What `strong` multiplies every value by. */
export const brightnessRange = { least: 1 - jitter, most: 1 + jitter };
/** Random erasing (arXiv 1708.04896; torchvision's RandomErasing), how often as in timm's recipes. */
const erasing = { chance: 0.25, least: 0.02, most: 0.33, aspect: 0.3, attempts: 10 };

function drawErased(state: Uint32Array, color: Erased['color']): Erased | null {
  if (nextUniform(state) >= erasing.chance) return null;
  for (let attempt = 0; attempt < erasing.attempts; attempt++) {
    const area = erasing.least + (erasing.most - erasing.least) * nextUniform(state);
    const ratio = Math.exp(Math.log(erasing.aspect) * (1 - 2 * nextUniform(state)));
    const [width, height] = [Math.sqrt(area / ratio), Math.sqrt(area * ratio)];
    if (width < 1 && height < 1) return { left: nextUniform(state) * (1 - width), top: nextUniform(state) * (1 - height), width, height, color };
  }
  return null;
}

/** Brightness, contrast and saturation by a factor of 0.6 to 1.4 each, in an order drawn. */
function drawColors(state: Uint32Array): ColorChange[] {
  const changes = (['brightness', 'contrast', 'saturation'] as const).map((kind) => ({ kind, factor: 1 - jitter + 2 * jitter * nextUniform(state) }));
  shuffle(changes, () => nextUniform(state));
  return changes;
}

/**
 * View `index` of an image under a recipe: null (plain) for 0, else a flip with probability 1/2 and a crop as ImageNet is learned; `strong` also
 * changes colours and may cover a part with the mean colour. Depends on nothing but its arguments.
 * @param mean of the network's normalisation, RGB 0..1
 */
export function variedView(recipe: keyof typeof variedRecipes, seed: number, imageSha256: string, index: number, mean: readonly [number, number, number]): CroppedView | null {
  if (index === 0) return null;
  const stateOf = (what: string) => Uint32Array.from(seedState(`${variedRecipes[recipe]}/${what}/${seed}/${imageSha256}/${index}`));
  const state = stateOf('crop');
  const flip = nextUniform(state) < 0.5;
  const crop = { index, flip, state: [state[0]!, state[1]!, state[2]!, state[3]!], leastArea: leastVariedArea } as const;
  if (recipe === 'standard') return crop;
  const level = (part: number): number => Math.round(part * 255);
  const erased = drawErased(stateOf('erased'), [level(mean[0]), level(mean[1]), level(mean[2])]);
  return { ...crop, colors: drawColors(stateOf('colors')), ...(erased && { erased }) };
}
