import type { Unread } from '../images/image-task.ts';
import type { ImagePool } from '../images/image-pool.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import type { TensorMap } from '../tensor.ts';
import type { Phase, RunPlan } from '../../shared/run-spec.ts';
import type { FromEngine, TrainingImage } from '../../shared/trainer-protocol.ts';
import { makeRoom } from './cache-budget.ts';
import { openFeatureCache } from './feature-cache.ts';
import type { FeatureCache } from './feature-cache.ts';
import { featureKeyName } from './feature-key.ts';
import { createFeatureSource } from './feature-source.ts';
import type { Example, FeatureSource } from './feature-source.ts';
import { createMovedSource } from './moved-source.ts';
import { passedPhases } from './passed-phases.ts';
import { isSameKept, judgedAt, keyOfPhase, roomOfPhase, sizedPlan } from './phase-room.ts';
import type { KeptAt } from './phase-room.ts';
import { movesPixels, viewAt } from './phase-views.ts';
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
  /** The run's phases after it: what they ask of plain views is kept where this one's pass comes by it, if there is room for all of it. */
  readonly later?: readonly Phase[];
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

/**
 * Computes what the caches lack of both sides, validation first. Where one prefix does both they share a batch: of either alone the last one is filled up with nothing.
 * @param tell told after each batch
 */
export async function prepareSides(
  { train, validation }: Pick<PhaseSources, 'train' | 'validation'>,
  examples: { readonly train: readonly Example[]; readonly validation: readonly Example[] },
  tell: (side: 'validation' | 'training', done: number, total: number) => void,
  stopped: () => boolean,
): Promise<void> {
  const told = (side: 'validation' | 'training') => (done: number, total: number) => tell(side, done, total);
  if (validation !== train) {
    await validation.prepare(examples.validation, told('validation'), stopped);
    // Its prefix is another one.
    validation.rest();
    return train.prepare(examples.train, told('training'), stopped);
  }
  const judged = train.lacking(examples.validation);
  let before = 0;
  await train.prepare([...examples.validation, ...examples.train], (done, total) => {
    if (before < judged) tell('validation', Math.min(done, judged), judged);
    if (done > judged) tell('training', done - judged, total - judged);
    before = done;
  }, stopped);
}

/** Opens the frozen prefix of a phase and decides whether its features are kept on disk; validation is always float32. */
export function openPhaseSources(request: SourcesRequest): PhaseSources {
  const { plan, phase, later = [], net, tensors, pool, emit, onBad, cacheFolder } = request;
  const { cut } = phase;
  const { imageSize: whole } = plan.preprocessing;
  const trained: KeptAt = { precision: plan.precision, imageSize: request.imageSize ?? whole };
  const judged = judgedAt(plan, phase);
  const isApart = !isSameKept(trained, judged);

  const roomOf = (one: Phase) => roomOfPhase(request, one, request.train, request.validation);
  const hasRoomFor = (phases: readonly Phase[]): boolean => {
    const rooms = phases.map(roomOf);
    const bytes = rooms.reduce((sum, room) => sum + room.bytes, 0);
    return makeRoom(cacheFolder, plan.cacheSizeBytes, rooms.flatMap(({ names }) => names), bytes, request.spareBytes);
  };
  const passed = passedPhases(net, phase, later);
  const fitsPassed = passed.length > 0 && hasRoomFor([phase, ...passed]);
  const fits = fitsPassed || hasRoomFor([phase]);
  if (!fits) {
    const notice = { about: 'features-too-large', neededBytes: roomOf(phase).bytes, cacheSizeBytes: plan.cacheSizeBytes } as const;
    emit({ type: 'notice', notice });
  }

  const caches = new Map<string, FeatureCache>();
  const open = (of: Phase, kept: KeptAt): FeatureCache => {
    const key = keyOfPhase(request, of, kept);
    const name = featureKeyName(key);
    const cache = caches.get(name) ?? openFeatureCache(cacheFolder, key, recordBytes({ net, cut: of.cut, compute: kept.precision }, kept.imageSize));
    caches.set(name, cache);
    return cache;
  };
  const prefixes: Prefix[] = [];
  const lookOf = (kept: KeptAt) => (imageSha256: string, index: number) => viewAt(sizedPlan(plan, kept), phase, imageSha256, index);
  const sourceOf = (kept: KeptAt): FeatureSource => {
    // Of pictures that grow, later phases ask for the plain view at the last size.
    const passing = fitsPassed && kept.imageSize === whole ? passed : [];
    const { preprocessing } = sizedPlan(plan, kept);
    const prefix = openPrefix({ net, tensors, cut, passing: passing.map((one) => one.cut), preprocessing, compute: kept.precision });
    prefixes.push(prefix);
    return createFeatureSource({ prefix, pool, preprocessing, cache: fits ? open(phase, kept) : null, passed: passing.map((one) => open(one, kept)), viewAt: lookOf(kept), onBad });
  };
  const plain = sourceOf(trained);
  const train = movesPixels(phase) ? createMovedSource(plain, trained.imageSize, lookOf(trained)) : plain;
  const validation = isApart ? sourceOf(judged) : plain;
  return {
    train,
    validation,
    close() {
      const opened = [...caches.values()];
      const damaged = opened.reduce((sum, cache) => sum + cache.damaged, 0);
      if (damaged > 0) emit({ type: 'notice', notice: { about: 'features-damaged', count: damaged } });
      for (const cache of opened) cache.close();
      for (const prefix of prefixes) prefix.close();
    },
  };
}
