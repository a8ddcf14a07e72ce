import { join } from 'node:path';
import { ensureFolder } from '../../data-folder.ts';
import { locateEngine } from '../../engine-host/locate.ts';
import type { Studio } from '../../open-studio.ts';
import { backboneReference } from '../../weights/backbones.ts';
import type { FeaturesJob, FeaturesResult } from '../../../shared/feature-maps-job.ts';
import { defaultThreads, startEngine } from '../executors/engine-process.ts';
import { programVersion, sweptWhereItDies } from './export.ts';
import { finishedModel } from './finished-model.ts';

/**
 * Writes the feature maps of a run (its number) or a backbone into a new folder.
 * @param out `exports/<run or backbone>-features` in the data folder when left out
 * @throws StudioError `not-found` | `already-exists` | `parity-failed` and what exporting throws
 */
export async function exportFeatureMaps(studio: Studio, source: number | { readonly backbone: string }, out?: string): Promise<FeaturesResult> {
  if (out === undefined) ensureFolder(studio.folder.exports);
  const name = typeof source === 'number' ? source : source.backbone.replaceAll(/[^A-Za-z0-9._-]/g, '-');
  const job: FeaturesJob = {
    kind: 'features',
    ...(await modelOf(studio, source)),
    out: out ?? join(studio.folder.exports, `${name}-features`),
    versions: { graft: programVersion(), tensorflow: locateEngine().version, node: process.versions.node },
  };
  return (await sweptWhereItDies(startEngine(job, defaultThreads(), () => undefined).finished, job.out)) as FeaturesResult;
}

async function modelOf(studio: Studio, source: number | { readonly backbone: string }): Promise<Pick<FeaturesJob, 'model' | 'source'>> {
  if (typeof source === 'number') return { model: { folder: (await finishedModel(studio, source)).folder }, source: { run: source } };
  const { id, file, sha256, licence, net, preprocessing } = await backboneReference(studio.folder, source.backbone);
  return { model: { backbone: { id, file, sha256, licence }, net, preprocessing }, source: { backbone: id, licence, sha256 } };
}
