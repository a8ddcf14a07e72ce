import { randomBytes } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { StudioError } from '../../errors.ts';
import { needAddress } from '../../ray/ray-jobs.ts';
import type { ClusterSettings, StudyCluster } from '../../../shared/study-cluster.ts';
import type { StudySpec } from '../../../shared/study-spec.ts';

/**
 * Where a new study runs; null: on this computer.
 * @throws StudioError `bad-usage` where the spec wants a cluster and none is named, or its places are none
 */
export function clusterOf({ executor }: Pick<StudySpec, 'executor'>, settings: ClusterSettings | null): StudyCluster | null {
  if (executor === 'local') return null;
  if (settings === null) {
    throw new StudioError('bad-usage', 'The study is to run on a cluster, and none is named', {
      field: 'storage',
      values: { kind: 'cluster-not-told' },
      hint: '--executor ray takes --storage <shared folder>, and --address http://127.0.0.1:8265 where that is another.',
    });
  }
  for (const field of ['storage', 'checkout'] as const) {
    if (!isAbsolute(settings[field])) throw new StudioError('bad-usage', `--${field} is "${settings[field]}"`, {
      field,
      values: { kind: 'cluster-folder-missing', place: settings[field] },
      hint: 'It takes a whole path, the same here and on every node.',
    });
  }
  return { ...settings, address: needAddress(settings.address), name: `graft-${randomBytes(4).toString('hex')}`, jobs: 0, job: null };
}

/** A trial takes as many processors as it asks the cluster for, unless it was told otherwise. */
export const withThreads = (spec: StudySpec, { cpusPerTrial }: ClusterSettings): StudySpec =>
  spec.base.threads !== undefined || spec.vary.some(({ field }) => field === 'threads') ? spec : { ...spec, base: { ...spec.base, threads: Math.max(1, Math.floor(cpusPerTrial)) } };

/** Names that sort as they run. */
export const trialName = (position: number): string => String(position).padStart(4, '0');

export const clusterFolders = ({ storage, name }: Pick<StudyCluster, 'storage' | 'name'>) => {
  const study = join(storage, 'studies', name);
  return {
    store: join(storage, 'objects'),
    study,
    marks: join(study, 'marks'),
    trial: (position: number): string => join(study, 'trials', trialName(position)),
  };
};
