import { shiftedView } from '../images/shifted-view.ts';
import { variedView } from '../images/varied-view.ts';
import { lightView, viewForEpoch, viewSeed } from '../images/view.ts';
import type { View } from '../images/view.ts';
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

/** View `index` of a picture. Kept ones are the same for every run, so that runs share their features; those of moved pixels are a seed's own. */
export function viewAt(plan: Pick<RunPlan, 'preprocessing' | 'seed'>, phase: Varied, imageSha256: string, index: number): View | null {
  if (phase.augment === 'standard' || phase.augment === 'strong') return variedView(phase.augment, viewSeed, imageSha256, index, plan.preprocessing.mean);
  if (phase.augment !== 'pad-crop') return lightView(viewSeed, imageSha256, index);
  return shiftedView(movesPixels(phase) ? plan.seed : viewSeed, imageSha256, index, plan.preprocessing);
}
