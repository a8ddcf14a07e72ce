import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { knownArchitecture } from '../../weights/backbones.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { existingFolder } from '../../doctor/disk.ts';
import { StudioError } from '../../errors.ts';
import { freeDiskBytes } from '../../files/free-disk.ts';
import type { Studio } from '../../studio.ts';
import { listFeatureCaches } from '../../training/cache-budget.ts';
import { runBytes } from '../../training/run-bytes.ts';
import { storedKey } from '../../training/stored-key.ts';
import type { DiskNeed } from '../../../shared/contract/run-calls.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { countPictures, featureBytes } from './feature-bytes.ts';

/** What a run will write, and what there is room for now. @param weightsSha256 of the backbone's file */
export function diskNeed({ folder }: Pick<Studio, 'folder'>, dataset: Pick<TrainingDataset, 'classes' | 'images'>, plan: RunPlan, weightsSha256: string): DiskNeed {
  const answers = dataset.images.filter(({ split }) => split !== 'train').length;
  const net = planNet(knownArchitecture(plan.architecture).spec);
  const runFiles = Math.round(runBytes(net, plan, dataset.classes.length, answers));
  const features = featureBytes(net, plan, countPictures(dataset.images));
  const missing = features > plan.cacheSizeBytes ? 0 : Math.max(0, features - cachedBytes(folder.featureCache, plan, weightsSha256));
  const freeBytes = freeDiskBytes(existingFolder(folder.root));
  // Where both do not fit, features are computed in every epoch instead.
  const newFeatureBytes = runFiles + missing < freeBytes ? missing : 0;
  return { runFileBytes: runFiles, newFeatureBytes, neededBytes: runFiles + newFeatureBytes, freeBytes };
}

/** Features that lie there already; of other pictures too, where they have the same key. */
function cachedBytes(root: string, plan: RunPlan, weightsSha256: string): number {
  const isOurs = (name: string): boolean => {
    const key = storedKey(root, name);
    if (!key || key.imageSize !== plan.preprocessing.imageSize) return false;
    return plan.phases.some(({ cut }) => cut === key.cut && (cut === 'stem' || key.weightsSha256 === weightsSha256));
  };
  return listFeatureCaches(root).reduce((sum, { name, sizeBytes }) => sum + (isOurs(name) ? sizeBytes : 0), 0);
}

/** @throws StudioError `out-of-disk` where a run cannot end for want of room; nothing was begun */
export function needRoom({ runFileBytes, freeBytes }: DiskNeed): void {
  if (runFileBytes <= freeBytes) return;
  throw new StudioError('out-of-disk', `The run would write ${megabytes(runFileBytes)} (checkpoints, model, answers), and ${megabytes(freeBytes)} are free`, {
    hint: 'Make room: "graft cache clear" and "graft runs delete" give disk space back. Freezing more, or a smaller base model, needs less.',
  });
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
