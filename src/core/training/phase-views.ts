import { shiftedView } from '../images/shifted-view.ts';
import { variedView } from '../images/varied-view.ts';
import { lightView, viewForEpoch, viewSeed } from '../images/view.ts';
import type { View } from '../images/view.ts';
import { sizesOf } from '../../shared/image-sizes.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';

type Varied = Pick<Phase, 'augment' | 'cut'>;

/** Whether a phase moves the pixels it keeps: then every epoch has views of its own, and one record a picture is kept. */
export const movesPixels = ({ augment, cut }: Varied): boolean => augment === 'pad-crop' && cut === 'stem';

/** Views of each training picture that a phase keeps (view 0 is the plain one). */
export const keptViews = (plan: Pick<RunPlan, 'views'>, phase: Varied): number =>
  phase.augment === 'none' || movesPixels(phase) ? 1 : plan.views;

/** Which view of a picture epoch `epoch` (from 0) sees. */
export const viewOfEpoch = (plan: Pick<RunPlan, 'views' | 'seed'>, phase: Varied, imageSha256: string, epoch: number): number =>
  movesPixels(phase) ? epoch + 1 : viewForEpoch(plan.seed, imageSha256, epoch, keptViews(plan, phase));

/** What a phase keeps of training pictures at one size. */
export interface KeptSize {
  readonly imageSize: number;
  /** Views of each picture. */
  readonly views: number;
}

/** How a phase looks at what it keeps. */
type Looking = Varied & Pick<Phase, 'epochs' | 'solver' | 'sizes'>;

/** Whether every kept view is looked at, whatever the number of epochs: a head is solved on all of them, and where classes are balanced an epoch shows a picture in several. */
const seesAllViews = (plan: { readonly sampling?: RunPlan['sampling'] }, phase: Looking): boolean => phase.solver === 'exact' || plan.sampling === 'balanced' || movesPixels(phase);

/**
 * The sizes at which a phase keeps pictures, with the views of each: of a size that few epochs see only those that they take, and of the last
 * the plain one, which the finished run looks at.
 */
export function keptSizes(plan: Pick<RunPlan, 'views'> & { readonly sampling?: RunPlan['sampling']; readonly preprocessing: Pick<RunPlan['preprocessing'], 'imageSize'> }, phase: Looking): KeptSize[] {
  const all = keptViews(plan, phase);
  const viewsOf = (epochs: number): number => (seesAllViews(plan, phase) ? all : Math.min(all, epochs));
  const sizes = sizesOf(phase, plan.preprocessing.imageSize);
  return sizes.map(({ imageSize, epochs }, at) => ({ imageSize, views: viewsOf(at === sizes.length - 1 ? epochs + 1 : epochs) }));
}

/** The views of a picture that are kept for epochs `from` to before `to` (of the run, from 0), which see one size: those that they take. */
export function viewsFor(plan: Pick<RunPlan, 'views' | 'seed' | 'sampling'>, phase: Phase, imageSha256: string, { from, to, isLast }: { readonly from: number; readonly to: number; readonly isLast: boolean }): readonly number[] {
  const all = keptViews(plan, phase);
  if (seesAllViews(plan, phase) || to - from >= all) return Array.from({ length: all }, (_, view) => view);
  const taken = Array.from({ length: to - from }, (_, at) => viewOfEpoch(plan, phase, imageSha256, from + at));
  return [...new Set(isLast ? [0, ...taken] : taken)];
}

/** View `index` of a picture. Kept ones are the same for every run, so that runs share their features; those of moved pixels are a seed's own. */
export function viewAt(plan: Pick<RunPlan, 'preprocessing' | 'seed'>, phase: Varied, imageSha256: string, index: number): View | null {
  switch (phase.augment) {
    case 'none':
    case 'light':
      return lightView(viewSeed, imageSha256, index);
    case 'standard':
    case 'strong':
      return variedView(phase.augment, viewSeed, imageSha256, index, plan.preprocessing.mean);
    case 'pad-crop':
      return shiftedView(movesPixels(phase) ? plan.seed : viewSeed, imageSha256, index, plan.preprocessing);
  }
}
