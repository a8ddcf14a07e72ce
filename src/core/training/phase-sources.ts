import { locateEngine } from '../engine-host/locate.ts';
import { decoderVersion } from '../images/decode.ts';
import type { Unread } from '../images/image-task.ts';
import type { ImagePool } from '../images/image-pool.ts';
import { padCropRecipe } from '../images/shifted-view.ts';
import { variedRecipes } from '../images/varied-view.ts';
import { lightRecipe } from '../images/view.ts';
import { nameOf } from '../nets/named.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import type { TensorMap } from '../tensor.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import type { FromEngine, TrainingImage } from '../../shared/trainer-protocol.ts';
import { makeRoom } from './cache-budget.ts';
import { openFeatureCache } from './feature-cache.ts';
import type { FeatureCache } from './feature-cache.ts';
import { featureKeyName } from './feature-key.ts';
import type { FeatureKey } from './feature-key.ts';
import { createFeatureSource } from './feature-source.ts';
import type { Example, FeatureSource } from './feature-source.ts';
import { createMovedSource } from './moved-source.ts';
import { keptViews, movesPixels, viewAt } from './phase-views.ts';
import { openPrefix } from './prefix.ts';
import type { Prefix } from './prefix.ts';

export interface PhaseSources {
  readonly train: FeatureSource;
  readonly validation: FeatureSource;
  close(): void;
}

export interface SourcesRequest {
  readonly plan: RunPlan;
  readonly phase: Phase;
  readonly net: NetPlan;
  /** The weights the frozen prefix has: always the backbone's own. */
  readonly tensors: TensorMap;
  /** Empty where the network starts drawn: then nothing is frozen. */
  readonly weightsSha256: string;
  readonly cacheFolder: string;
  /** What the run writes beside the cache, for which room must stay. */
  readonly spareBytes: number;
  readonly pool: ImagePool;
  readonly train: readonly TrainingImage[];
  readonly validation: readonly TrainingImage[];
  readonly emit: (event: FromEngine) => void;
  readonly onBad: (image: TrainingImage, why: Pick<Unread, 'reason' | 'values'>) => void;
}

/** Every view a phase will ask of a picture. */
export const trainingExamples = (images: readonly TrainingImage[], views: number): Example[] =>
  images.flatMap((image) => Array.from({ length: views }, (_, view) => ({ image, view })));

const uniqueRecords = (images: readonly TrainingImage[]) => new Set(images.map((image) => image.sha256)).size;

/** What of the views of a phase is kept, as a cache of features calls it. */
function recipeOf(augment: Phase['augment'], isPixels: boolean): string {
  if (augment === 'standard' || augment === 'strong') return variedRecipes[augment];
  return augment === 'pad-crop' && !isPixels ? padCropRecipe : lightRecipe;
}

/** Opens the frozen prefix of a phase and decides whether its features are kept on disk; validation is always float32. */
export function openPhaseSources(request: SourcesRequest): PhaseSources {
  const { plan, phase, pool, emit, onBad, cacheFolder } = request;
  const { net, tensors } = request;
  const { preprocessing } = plan;
  const lowered = plan.precision !== 'float32' && phase.cut !== 'stem';
  const prefixOf = (compute: RunPlan['precision']) =>
    openPrefix({ net, tensors, cut: phase.cut, preprocessing, compute });
  const trainPrefix = prefixOf(plan.precision);
  const validationPrefix = lowered ? prefixOf('float32') : trainPrefix;

  const trainRecords = uniqueRecords(request.train) * keptViews(plan, phase);
  const validationRecords = uniqueRecords(request.validation);
  const isPixels = phase.cut === 'stem';
  const keyOf = (precision: RunPlan['precision']): FeatureKey => ({
    decoderVersion,
    // Pixels that are moved later are kept as they are, as those of any other recipe are.
    viewRecipe: recipeOf(phase.augment, isPixels),
    preprocessing,
    weightsSha256: isPixels ? '' : request.weightsSha256,
    cut: phase.cut,
    ...(phase.cut === 'head' && nameOf(net.spec) === null && { end: net.blocks.at(-1)!.cut }),
    precision: isPixels ? 'float32' : precision,
    engineVersion: isPixels ? '' : locateEngine().version,
  });
  const keys = lowered ? [keyOf(plan.precision), keyOf('float32')] : [keyOf(plan.precision)];
  const totalBytes = trainRecords * trainPrefix.recordBytes + validationRecords * validationPrefix.recordBytes;
  const fits = makeRoom(cacheFolder, plan.cacheSizeBytes, keys.map(featureKeyName), totalBytes, request.spareBytes);
  if (!fits) {
    const notice = { about: 'features-too-large', neededBytes: totalBytes, cacheSizeBytes: plan.cacheSizeBytes } as const;
    emit({ type: 'notice', notice });
  }
  const caches: FeatureCache[] = [];
  const open = (key: FeatureKey, prefix: Prefix): FeatureCache | null => {
    if (!fits) return null;
    const cache = openFeatureCache(cacheFolder, key, prefix.recordBytes);
    caches.push(cache);
    return cache;
  };
  const trainCache = open(keys[0]!, trainPrefix);
  const look = (imageSha256: string, index: number) => viewAt(plan, phase, imageSha256, index);
  const kept = createFeatureSource({ prefix: trainPrefix, pool, preprocessing, cache: trainCache, viewAt: look, onBad });
  const train = movesPixels(phase) ? createMovedSource(kept, preprocessing.imageSize, look) : kept;
  const validation = lowered
    ? createFeatureSource({ prefix: validationPrefix, pool, preprocessing, cache: open(keys[1]!, validationPrefix), viewAt: look, onBad })
    : kept;
  return {
    train,
    validation,
    close() {
      const damaged = caches.reduce((sum, cache) => sum + cache.damaged, 0);
      if (damaged > 0) emit({ type: 'notice', notice: { about: 'features-damaged', count: damaged } });
      for (const cache of caches) cache.close();
      trainPrefix.close();
      if (lowered) validationPrefix.close();
    },
  };
}
