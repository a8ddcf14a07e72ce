import type { NetPlan } from '../../nets/plan/net-plan.ts';
import { StudioError } from '../../errors.ts';
import { runBytes } from '../../training/run-bytes.ts';
import type { DiskNeed } from '../../../shared/contract/plan-view.ts';
import { sizesOf } from '../../../shared/image-sizes.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { countPictures, featureBytes } from './feature-bytes.ts';
import type { CachedFeatures, Disk } from './machine.ts';

/** Of the data set only its classes and its pictures count. */
interface Counted {
  readonly classes: readonly unknown[];
  readonly images: readonly { readonly sha256: string; readonly split: string }[];
}

/** What a run will write, and what there is room for. @param weightsSha256 of the backbone's file */
export function diskNeed(net: NetPlan, dataset: Counted, plan: RunPlan, weightsSha256: string | null, { freeBytes, cached }: Disk): DiskNeed {
  const answers = dataset.images.filter(({ split }) => split !== 'train').length;
  const runFiles = Math.round(runBytes(net, plan, dataset.classes.length, answers));
  const features = featureBytes(net, plan, countPictures(dataset.images));
  const missing = features > plan.cacheSizeBytes ? 0 : Math.max(0, features - cachedBytes(cached, plan, weightsSha256));
  // Where both do not fit, features are computed in every epoch instead.
  const newFeatureBytes = runFiles + missing < freeBytes ? missing : 0;
  return { runFileBytes: runFiles, newFeatureBytes, neededBytes: runFiles + newFeatureBytes, freeBytes };
}

/** Features that lie there already; of other pictures too, where they have the same key. */
export function cachedBytes(cached: readonly CachedFeatures[], plan: RunPlan, weightsSha256: string | null): number {
  const isOurs = (of: CachedFeatures): boolean =>
    plan.phases.some((phase) => phase.cut === of.cut && sizesOf(phase, plan.preprocessing.imageSize).some(({ imageSize }) => imageSize === of.imageSize) && (of.cut === 'stem' || of.weightsSha256 === weightsSha256));
  return cached.reduce((sum, of) => sum + (isOurs(of) ? of.sizeBytes : 0), 0);
}

/** @throws StudioError `out-of-disk` where a run cannot end for want of room; nothing was begun */
export function needRoom({ runFileBytes, freeBytes }: DiskNeed): void {
  if (runFileBytes <= freeBytes) return;
  throw new StudioError('out-of-disk', `The run would write ${megabytes(runFileBytes)} (checkpoints, model, answers), and ${megabytes(freeBytes)} are free`, {
    values: { kind: 'run-needs-room', neededBytes: runFileBytes, freeBytes },
    hint: 'Make room: "graft cache clear" and "graft runs delete" give disk space back. Freezing more, or a smaller base model, needs less.',
  });
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
