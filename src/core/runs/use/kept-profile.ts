import { createHash } from 'node:crypto';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { StudioError } from '../../errors.ts';
import type { Studio } from '../../open-studio.ts';
import { profileOf, saveProfile } from '../../store/profiles.ts';
import { isRemovedMeanwhile, mayPass } from '../../store/sqlite-errors.ts';
import { whenFree } from '../../store/when-free.ts';
import type { FromEngine } from '../../../shared/trainer-protocol.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { profileDataset } from './profile.ts';
import type { DepthProfile } from './profile.ts';

type Planned = Pick<PlannedRun, 'plan' | 'backbone'>;
type Dataset = Pick<TrainingDataset, 'version'>;

/** Before what is kept: another way of looking has another one, and looks again. Where pictures lie in groups these are counted since the second, and do not hold heads back since the third. */
const revisionOf = ({ version }: Dataset): string => (version.groupSource === null ? 'p1' : 'p3');

/** What a profile hangs on beside the pictures: weights, how pictures go in, the folds in which l2 is chosen. @throws StudioError `internal` without weights */
export function measuredBy(dataset: Dataset, { plan, backbone }: Planned): string {
  if (!backbone) throw new StudioError('internal', 'A profile needs weights');
  const asked = JSON.stringify([backbone.id, backbone.sha256, plan.preprocessing, plan.seed]);
  return `${revisionOf(dataset)}:${createHash('sha256').update(asked).digest('hex')}`;
}

/** What is known already; null where nobody looked. */
export function knownProfile({ db }: Pick<Studio, 'db'>, dataset: Dataset, planned: Planned): DepthProfile | null {
  const found = profileOf(db, dataset.version.id, measuredBy(dataset, planned));
  return found && { ...found, net: planned.backbone!.net };
}

export interface KeptProfile {
  readonly profile: DepthProfile;
  /** Why it could not be kept with the data set version, so that it is computed again the next time. */
  readonly notKept: string | null;
}

/** What is known already, else `profileDataset`, which is then kept with the data set version where the disk takes it. @throws StudioError as `profileDataset` */
export async function keptProfile(
  studio: Pick<Studio, 'db'>,
  dataset: TrainingDataset,
  planned: Planned,
  onEvent?: (event: FromEngine) => void,
  signal?: AbortSignal,
): Promise<KeptProfile> {
  const known = knownProfile(studio, dataset, planned);
  if (known) return { profile: known, notKept: null };
  const { net, ...findings } = await profileDataset(dataset, planned, onEvent, signal);
  const profile = { ...findings, net };
  try {
    await whenFree(() => saveProfile(studio.db, dataset.version.id, measuredBy(dataset, planned), findings));
  } catch (error) {
    if (!mayPass(error) && !isRemovedMeanwhile(error)) throw error;
    return { profile, notKept: error.message };
  }
  return { profile, notKept: null };
}
