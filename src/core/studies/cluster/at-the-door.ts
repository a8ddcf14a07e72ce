import { needSafeRay } from '../../ray/ray-jobs.ts';
import { needNode } from '../../ray/ray-nodes.ts';
import { listStudies } from '../../store/studies.ts';
import type { Studio } from '../../open-studio.ts';
import type { ClusterSettings, StudyCluster } from '../../../shared/study-cluster.ts';
import type { StudySpec } from '../../../shared/study-spec.ts';
import { clusterOf, withThreads } from './cluster-of-study.ts';
import { needStorage } from './submit-study.ts';

/**
 * Whether a study can run where it is to, before anything is planned, written or stored.
 * @param isSubmitted false where another batch system runs its trials
 * @returns the study as it runs there
 * @throws StudioError as `clusterOf`, `needStorage`, `needSafeRay`, `needNode`
 */
export async function studyForCluster(spec: StudySpec, settings: ClusterSettings | null, { isSubmitted = true } = {}): Promise<StudySpec> {
  const cluster = clusterOf(spec, settings);
  if (!cluster) return spec;
  await needStorage(cluster);
  if (isSubmitted) {
    await needSafeRay(cluster);
    await needNode(cluster, cluster);
  }
  return withThreads(spec, cluster);
}

/** Clusters that studies of this data folder were sent to, by the newest study of each. */
export function knownClusters({ db }: Studio): { study: number; cluster: StudyCluster }[] {
  const known = new Map<string, { study: number; cluster: StudyCluster }>();
  for (const { id, cluster } of listStudies(db)) {
    if (!cluster) continue;
    const { address, storage, checkout, tokenFile } = cluster;
    const place = JSON.stringify([address, storage, checkout, tokenFile]);
    if (!known.has(place)) known.set(place, { study: id, cluster });
  }
  return [...known.values()];
}
