import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import { clusterSettingsSchema } from '../../shared/study-cluster.ts';
import type { ClusterSettings } from '../../shared/study-cluster.ts';
import { number, wholeNumber } from './option-values.ts';

export interface ClusterOptions {
  readonly address?: string;
  readonly storage?: string;
  readonly tokenFile?: string;
  readonly checkout?: string;
  readonly cpusPerTrial?: number;
  readonly gpusPerTrial?: number;
  readonly retries?: number;
}

const usualAddress = 'http://127.0.0.1:8265';

/** What `--executor ray` needs to know. */
export const addClusterOptions = (command: Command): Command =>
  command
    .option('--address <url>', `with --executor ray: where Ray's dashboard is seen (default: ${usualAddress})`)
    .option('--storage <folder>', 'a folder that this computer and every node mount at the same path')
    .option('--token-file <file>', "file with the cluster's token; it goes into a header and nowhere else")
    .option('--checkout <folder>', 'where graft lies on the nodes (default: where it lies here)')
    .option('--cpus-per-trial <n>', 'processors a trial takes, and its threads (default: 1)', number('cpus-per-trial'))
    .option('--gpus-per-trial <n>', 'graphics cards a trial takes, parts too (default: 0)', number('gpus-per-trial'))
    .option('--retries <n>', 'how often a trial is tried again whose node or process died (default: 2)', wholeNumber('retries', 0, 20));

/** @throws StudioError `bad-usage` without a storage, or for figures that no cluster can give */
export function clusterSettings({ address = usualAddress, storage, tokenFile, checkout, cpusPerTrial = 1, gpusPerTrial = 0, retries = 2 }: ClusterOptions): ClusterSettings {
  if (storage === undefined) {
    throw new StudioError('bad-usage', '--executor ray needs --storage', {
      field: 'storage',
      values: { kind: 'cluster-not-told' },
      hint: 'It takes a folder that this computer and every node mount at the same path.',
    });
  }
  if (!(cpusPerTrial > 0)) throw new StudioError('bad-usage', `--cpus-per-trial is ${cpusPerTrial}`, { field: 'cpusPerTrial', hint: 'It takes a number above 0.' });
  if (!clusterSettingsSchema.shape.gpusPerTrial.safeParse(gpusPerTrial).success) {
    throw new StudioError('bad-usage', `--gpus-per-trial is ${gpusPerTrial}`, { field: 'gpusPerTrial', hint: 'It takes 0 to 64: a part of one (0.25), or whole ones.' });
  }
  const here = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
  return { address, storage: resolve(storage), tokenFile: tokenFile === undefined ? null : resolve(tokenFile), checkout: checkout ?? here, cpusPerTrial, gpusPerTrial, retries };
}
