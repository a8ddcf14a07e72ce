import { locateEngine } from '../engine-host/locate.ts';
import { decoderVersion } from '../images/decoder-version.ts';
import { padCropRecipe } from '../images/shifted-view.ts';
import { variedRecipes } from '../images/varied-view.ts';
import { lightRecipe } from '../images/view.ts';
import { nameOf } from '../nets/named.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import type { TrainingImage } from '../../shared/trainer-protocol.ts';
import { featureKeyName, networkRevision } from './feature-key.ts';
import type { FeatureKey } from './feature-key.ts';
import { keptSizes } from './phase-views.ts';
import { recordBytes } from './prefix.ts';

/** What features are computed at. */
export interface KeptAt {
  readonly precision: RunPlan['precision'];
  readonly imageSize: number;
}

export const isSameKept = (a: KeptAt, b: KeptAt): boolean => a.precision === b.precision && a.imageSize === b.imageSize;

const isOfPixels = ({ cut }: Phase): boolean => cut === 'stem';

/** What validation pictures are judged at: the run's last size, and float32 but for pixels, which have no precision. */
export const judgedAt = ({ precision, preprocessing: { imageSize } }: RunPlan, phase: Phase): KeptAt => ({ precision: isOfPixels(phase) ? precision : 'float32', imageSize });

/** The plan with pictures of a size. */
export const sizedPlan = (plan: RunPlan, { imageSize }: KeptAt): RunPlan => ({ ...plan, preprocessing: { ...plan.preprocessing, imageSize } });

const recipes: Readonly<Record<Phase['augment'], string>> = { none: lightRecipe, light: lightRecipe, ...variedRecipes, 'pad-crop': padCropRecipe };

/** What of the views of a phase is kept, as a cache of features calls it; moved pixels are kept plain. */
const recipeOf = (augment: Phase['augment'], isPixels: boolean): string => (augment === 'pad-crop' && isPixels ? lightRecipe : recipes[augment]);

/** Whose features are kept. */
interface Owner {
  readonly plan: RunPlan;
  readonly net: NetPlan;
  /** Of the frozen part; empty where the network starts drawn. */
  readonly weightsSha256: string;
}

/** Under which key a phase keeps features. */
export function keyOfPhase({ plan, net, weightsSha256 }: Owner, phase: Phase, kept: KeptAt): FeatureKey {
  const { cut, augment } = phase;
  const isPixels = isOfPixels(phase);
  return {
    decoderVersion,
    // Pixels that are moved later are kept as they are, as those of any other recipe are.
    viewRecipe: recipeOf(augment, isPixels),
    preprocessing: sizedPlan(plan, kept).preprocessing,
    weightsSha256: isPixels ? '' : weightsSha256,
    cut,
    ...(cut === 'head' && nameOf(net.spec) === null && { end: net.blocks.at(-1)!.cut }),
    ...(isPixels ? {} : networkRevision(net.spec)),
    precision: isPixels ? 'float32' : kept.precision,
    engineVersion: isPixels ? '' : locateEngine().version,
  };
}

/** The caches of a phase, by name, and what its features take in them altogether. */
export interface PhaseRoom {
  readonly names: readonly string[];
  readonly bytes: number;
}

const uniqueRecords = (images: readonly TrainingImage[]) => new Set(images.map((image) => image.sha256)).size;

/** Of every size that the phase will see, so that none pushes out another. */
export function roomOfPhase(owner: Owner, phase: Phase, train: readonly TrainingImage[], validation: readonly TrainingImage[]): PhaseRoom {
  const { plan, net } = owner;
  const bytesOf = ({ precision, imageSize }: KeptAt): number => recordBytes({ net, cut: phase.cut, compute: precision }, imageSize);
  const judged = judgedAt(plan, phase);
  const sizes = keptSizes(plan, phase).map(({ imageSize, views }) => ({ precision: plan.precision, imageSize, views }));
  const pictures = uniqueRecords(train);
  const bytes = sizes.reduce((sum, kept) => sum + pictures * kept.views * bytesOf(kept), uniqueRecords(validation) * bytesOf(judged));
  return { names: [...new Set([...sizes, judged].map((kept) => featureKeyName(keyOfPhase(owner, phase, kept))))], bytes };
}
