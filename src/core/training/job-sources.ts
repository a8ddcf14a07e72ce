import type { JobContext } from './job-context.ts';
import { openPhaseSources } from './phase-sources.ts';
import type { PhaseSources, SourcesRequest } from './phase-sources.ts';
import { runBytes } from './run-bytes.ts';

type Own = Pick<SourcesRequest, 'phase' | 'train' | 'validation'> & Partial<Pick<SourcesRequest, 'plan' | 'later' | 'imageSize' | 'spareBytes' | 'emit'>>;

/** Where the pictures of a job's phase come from: as its plan has it, unless `own` says otherwise; what the run still writes has its room beside the cache. */
export function openJobSources({ job, net, start, pool, emit, onBad }: JobContext, own: Own): PhaseSources {
  const { plan, classes, images, cacheFolder } = job;
  return openPhaseSources({
    plan,
    net,
    tensors: start,
    weightsSha256: job.backbone?.sha256 ?? '',
    cacheFolder,
    spareBytes: runBytes(net, plan, classes.length, images.filter(({ split }) => split !== 'train').length),
    pool,
    emit,
    onBad,
    ...own,
  });
}
