import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import { independentGroups, togetherOf } from '../../evaluation/accuracy-interval.ts';
import { areProvenBetter, provenBetterThanLast, saturatesAfter } from '../../evaluation/depth-profile.ts';
import { meanShift } from '../../evaluation/norm-shift.ts';
import { shareRight } from '../../evaluation/share-right.ts';
import { blocksOf, endAfter } from '../../nets/end-after.ts';
import { figuresByPart } from '../../nets/figures.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { intervalDraws } from '../../training/seeded-random.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import type { NetSpec } from '../../../shared/net-spec.ts';
import type { DepthFindings, KeptPart, ProfileResult } from '../../../shared/profile-result.ts';
import type { FromEngine } from '../../../shared/trainer-protocol.ts';
import { decodeThreads } from '../../engine-host/decode-threads.ts';
import { endOnAbort, startEngine } from '../executors/engine-process.ts';
import type { PlannedRun } from '../plan/plan-run.ts';

/** What each block knows, with the network it was asked of. */
export interface DepthProfile extends DepthFindings {
  /** Whole, without a head. */
  readonly net: NetSpec;
}

/** What of a spec a profile takes; the rest of it says how something is trained. */
export type ProfileSpec = Pick<RunSpec, 'backbone' | 'imageSize' | 'fit' | 'seed' | 'threads'>;

/** What is planned to profile by a spec: how pictures go in, and which weights. */
export const profiled = (spec: ProfileSpec): RunSpec => ({ ...spec, freeze: 'head', precision: 'float32' });

/**
 * What each block of a backbone knows of the classes of a data set: a head at its optimum on the pooled features after the stem and after each
 * residual block, its l2 chosen inside the training pictures; planned by `profiled(spec)`.
 * @throws StudioError as `startEngine`; `cancelled` where `signal` aborts
 */
export async function profileDataset(
  dataset: TrainingDataset,
  { plan, backbone }: Pick<PlannedRun, 'plan' | 'backbone'>,
  onEvent: (event: FromEngine) => void = () => undefined,
  signal?: AbortSignal,
): Promise<DepthProfile> {
  if (!backbone) throw new StudioError('internal', 'A profile needs weights');
  const { id, file, sha256, licence, net } = backbone;
  const images = dataset.images.filter(({ split }) => split !== 'test');
  const engine = startEngine(
    {
      kind: 'profile',
      backbone: { id, file, sha256, licence },
      net,
      preprocessing: plan.preprocessing,
      classes: dataset.classes,
      images: images.map(({ id: image, file: of, sha256: own, label, split, group }) => ({ id: image, file: of, sha256: own, label, split, group })),
      seed: plan.seed,
      decodeThreads: decodeThreads(),
    },
    plan.threads,
    onEvent,
  );
  const letGo = endOnAbort(engine, signal);
  try {
    const { blocks, judged, curve, shifts, featureSeconds, probeSeconds } = (await engine.finished) as ProfileResult;
    const byId = new Map(images.map((image) => [image.id, image]));
    const together = togetherOf(judged.map((image) => byId.get(image)!), intervalDraws);
    return {
      backbone: id,
      blocks: blocks.map(({ after, dimensions, right, millisecondsPerImage }) => ({ after, dimensions, ...shareRight(right, together), millisecondsPerImage })),
      saturates: saturatesAfter(blocks, together),
      betterThanLast: provenBetterThanLast(blocks, together),
      distance: meanShift(shifts),
      curve: [...curve, { size: images.filter(({ split }) => split === 'train').length, right: blocks.at(-1)!.right }].map(({ size, right }) => ({ size, ...shareRight(right, together) })),
      stillRises: curve.length > 0 && areProvenBetter([blocks.at(-1)!.right], curve.at(-1)!.right, together)[0]!,
      judged: judged.length,
      independentGroups: independentGroups(together),
      net,
      featureSeconds,
      probeSeconds,
    };
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new StudioError('cancelled', 'The profile was stopped', { values: { kind: 'profile-stopped' } });
  } finally {
    letGo();
  }
}

/** The run of the network that ends after a block, with an exact head. @throws StudioError as `endAfter` */
export const keepSpec = ({ backbone, net }: Pick<DepthProfile, 'backbone' | 'net'>, block: string, spec: ProfileSpec): RunSpec => ({
  ...spec,
  backbone,
  net: JSON.stringify(endAfter(net, block)),
  freeze: 'head',
  solver: 'exact',
});

type Profiled = Pick<DepthProfile, 'blocks' | 'net'>;

/** What is kept of a network that ends after a block: its part of the parameters, its speed and accuracy beside the whole. @throws StudioError as `endAfter` */
export function keptPart(profile: Profiled, block: string): KeptPart {
  const { stages } = endAfter(profile.net, block);
  return partAfter(profile)(`stage${stages.length}.${stages.at(-1)!.blocks - 1}`);
}

/** Every block before the last after which the network may end; none of a pre-activation network's. */
export const keepableParts = (profile: Profiled): KeptPart[] =>
  profile.net.order === 'pre' ? [] : blocksOf(profile.net).slice(0, -1).map(partAfter(profile));

/** The network is planned once for all its blocks: one that ends after a block has the parameters of that block and of all before it. */
function partAfter({ blocks, net }: Profiled): (after: string) => KeptPart {
  const parts = figuresByPart(planNet(net), 0);
  const parametersOf = (count: number): number => parts.slice(0, count).reduce((sum, { parameters }) => sum + parameters, 0);
  const whole = blocks.at(-1)!;
  return (after) => {
    const kept = blocks.find((one) => one.after === after)!;
    return {
      after,
      parameters: parametersOf(parts.findIndex(({ part }) => part === after) + 1) / parametersOf(parts.length),
      timesAsFast: whole.millisecondsPerImage / kept.millisecondsPerImage,
      accuracy: kept.accuracy - whole.accuracy,
    };
  };
}
