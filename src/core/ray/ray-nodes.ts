import { z } from 'zod';
import { StudioError } from '../errors.ts';
import type { ClusterSettings } from '../../shared/study-cluster.ts';
import { callRay } from './ray-jobs.ts';
import type { ClusterAddress } from './ray-jobs.ts';

/** What a task asks of a node. */
export type TaskNeeds = Pick<ClusterSettings, 'cpusPerTrial' | 'gpusPerTrial'>;

/** https://docs.ray.io/en/latest/ray-observability/reference/api.html; as Ray 2.60 answers. */
const nodesSchema = z.object({
  data: z.object({ result: z.object({ result: z.array(z.object({ state: z.string(), resources_total: z.record(z.string(), z.number()).nullish() })) }) }),
});

/** @param most that any node has, where that is known */
export function noNodeFor({ cpusPerTrial, gpusPerTrial }: TaskNeeds, most?: { readonly cpus: number; readonly gpus: number }): StudioError {
  const has = most ? ` (the most that one has: ${most.cpus} processors, ${most.gpus} GPUs)` : '';
  return new StudioError('cluster-refused', `No node of the cluster has ${cpusPerTrial} processors and ${gpusPerTrial} GPUs for a trial${has}`, {
    field: gpusPerTrial > 0 && (!most || most.gpus < gpusPerTrial) ? 'gpusPerTrial' : 'cpusPerTrial',
    values: { kind: 'cluster-too-small', cpus: cpusPerTrial, gpus: gpusPerTrial },
    hint: 'Ask for less: --cpus-per-trial, --gpus-per-trial.',
  });
}

/**
 * Whether some node could take a task, were it idle: before anything is planned or written, for Ray itself would wait for ever. A head that has only just started
 * knows of no node yet; the driver asks the same again.
 * @throws StudioError `cluster-refused` where none could; as `callRay`
 */
export async function needNode(cluster: ClusterAddress, needs: TaskNeeds): Promise<void> {
  const { data } = await callRay(cluster, 'GET', '/api/v0/nodes?limit=10000', nodesSchema);
  const nodes = data.result.result.flatMap(({ state, resources_total: all }) => (state === 'ALIVE' && all ? [{ cpus: all['CPU'] ?? 0, gpus: all['GPU'] ?? 0 }] : []));
  if (nodes.length === 0 || nodes.some(({ cpus, gpus }) => cpus >= needs.cpusPerTrial && gpus >= needs.gpusPerTrial)) return;
  throw noNodeFor(needs, { cpus: Math.max(...nodes.map(({ cpus }) => cpus)), gpus: Math.max(...nodes.map(({ gpus }) => gpus)) });
}
