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
import { featureKeyName, networkRevision } from './feature-key.ts';
import type { FeatureKey } from './feature-key.ts';
import { createFeatureSource } from './feature-source.ts';
import type { Example, FeatureSource } from './feature-source.ts';
import { createMovedSource } from './moved-source.ts';
import { keptSizes, movesPixels, viewAt } from './phase-views.ts';
import { openPrefix, recordBytes } from './prefix.ts';
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
  /** Side of the training pictures, in pixels; that of the plan, which validation is judged at, unless given. */
  readonly imageSize?: number;
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

/** What features are computed at. */
interface Kept {
  readonly precision: RunPlan['precision'];
  readonly imageSize: number;
}

const isSame = (a: Kept, b: Kept): boolean => a.precision === b.precision && a.imageSize === b.imageSize;

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
  const { cut } = phase;
  const isPixels = cut === 'stem';
  const trained: Kept = { precision: plan.precision, imageSize: request.imageSize ?? preprocessing.imageSize };
  const judged: Kept = { precision: isPixels ? plan.precision : 'float32', imageSize: preprocessing.imageSize };
  const isApart = !isSame(trained, judged);
  const sized = ({ imageSize }: Kept): RunPlan => ({ ...plan, preprocessing: { ...preprocessing, imageSize } });
  const prefixOf = (kept: Kept) => openPrefix({ net, tensors, cut, preprocessing: sized(kept).preprocessing, compute: kept.precision });
  const trainPrefix = prefixOf(trained);
  const validationPrefix = isApart ? prefixOf(judged) : trainPrefix;

  const keyOf = (kept: Kept): FeatureKey => ({
    decoderVersion,
    // Pixels that are moved later are kept as they are, as those of any other recipe are.
    viewRecipe: recipeOf(phase.augment, isPixels),
    preprocessing: sized(kept).preprocessing,
    weightsSha256: isPixels ? '' : request.weightsSha256,
    cut: phase.cut,
    ...(phase.cut === 'head' && nameOf(net.spec) === null && { end: net.blocks.at(-1)!.cut }),
    ...(isPixels ? {} : networkRevision(net.spec)),
    precision: isPixels ? 'float32' : kept.precision,
    engineVersion: isPixels ? '' : locateEngine().version,
  });
  const bytesOf = ({ precision, imageSize }: Kept): number => recordBytes({ net, cut, compute: precision }, imageSize);
  // Of every size that the phase will see, so that none pushes out another.
  const sizes = keptSizes(plan, phase).map(({ imageSize, views }) => ({ precision: plan.precision, imageSize, views }));
  const pictures = uniqueRecords(request.train);
  const totalBytes = sizes.reduce((sum, kept) => sum + pictures * kept.views * bytesOf(kept), uniqueRecords(request.validation) * bytesOf(judged));
  const names = new Set([...sizes, judged].map((kept) => featureKeyName(keyOf(kept))));
  const fits = makeRoom(cacheFolder, plan.cacheSizeBytes, [...names], totalBytes, request.spareBytes);
  if (!fits) {
    const notice = { about: 'features-too-large', neededBytes: totalBytes, cacheSizeBytes: plan.cacheSizeBytes } as const;
    emit({ type: 'notice', notice });
  }
  const caches: FeatureCache[] = [];
  const open = (kept: Kept, prefix: Prefix): FeatureCache | null => {
    if (!fits) return null;
    const cache = openFeatureCache(cacheFolder, keyOf(kept), prefix.recordBytes);
    caches.push(cache);
    return cache;
  };
  const lookOf = (kept: Kept) => (imageSha256: string, index: number) => viewAt(sized(kept), phase, imageSha256, index);
  const sourceOf = (kept: Kept, prefix: Prefix): FeatureSource =>
    createFeatureSource({ prefix, pool, preprocessing: sized(kept).preprocessing, cache: open(kept, prefix), viewAt: lookOf(kept), onBad });
  const plain = sourceOf(trained, trainPrefix);
  const train = movesPixels(phase) ? createMovedSource(plain, trained.imageSize, lookOf(trained)) : plain;
  const validation = isApart ? sourceOf(judged, validationPrefix) : plain;
  return {
    train,
    validation,
    close() {
      const damaged = caches.reduce((sum, cache) => sum + cache.damaged, 0);
      if (damaged > 0) emit({ type: 'notice', notice: { about: 'features-damaged', count: damaged } });
      for (const cache of caches) cache.close();
      trainPrefix.close();
      if (isApart) validationPrefix.close();
    },
  };
}
