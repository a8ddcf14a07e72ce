import { resolve } from 'node:path';
import type { FoundNet } from '../../nets/net-meant.ts';
import { usualPreprocessing } from '../../nets/usual-preprocessing.ts';
import type { Studio } from '../../open-studio.ts';
import { backboneReference } from '../../weights/backbones.ts';
import { netSpecSchema } from '../../../shared/net-spec.ts';
import type { FormsResult } from '../../../shared/forms-result.ts';
import type { FormsJob } from '../../../shared/forms-job.ts';
import { defaultThreads, endOnAbort, startEngine } from '../executors/engine-process.ts';

export interface FormsAsked {
  /** A network with weights drawn, or a backbone with its own. */
  readonly of: FoundNet | { readonly backbone: string };
  /** `stageN.K`; the first that can be told in three ways when left out. */
  readonly block?: string | undefined;
  readonly picture?: string | undefined;
  /** Ends the process when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A block of a ResNeXt built three ways out of one set of weights (arXiv 1611.05431, figure 3), compared on a picture.
 * @throws StudioError `bad-usage` for a network or a block without such forms; `bad-image`; `not-found`
 */
export async function compareForms(studio: Studio, { of, block, picture, signal }: FormsAsked): Promise<FormsResult> {
  const job: FormsJob = { kind: 'forms', model: await modelOf(studio, of), block: block ?? null, picture: picture === undefined ? null : resolve(picture) };
  const engine = startEngine(job, defaultThreads(), () => undefined);
  const letGo = endOnAbort(engine, signal);
  try {
    return (await engine.finished) as FormsResult;
  } finally {
    letGo();
  }
}

/** A network that ends with the block of a template between 256 channels: stage1.1 of a ResNeXt (arXiv 1611.05431, table 1), its weights drawn. */
export const templateNet = (cardinality: number, width: number): FoundNet => ({
  name: null,
  spec: netSpecSchema.parse({ stem: 'imagenet', stages: [{ blocks: 2, channels: 64, stride: 1 }], block: 'bottleneck', groups: cardinality, baseWidth: width }),
});

async function modelOf(studio: Studio, of: FormsAsked['of']): Promise<FormsJob['model']> {
  if (!('backbone' in of)) return { net: of.spec, preprocessing: usualPreprocessing(of.spec) };
  const { id, file, sha256, licence, net, preprocessing } = await backboneReference(studio.folder, of.backbone);
  return { backbone: { id, file, sha256, licence }, net, preprocessing };
}
