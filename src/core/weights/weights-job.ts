import { copyFileAtomically } from '../files/write-file.ts';
import type { NetSpec } from '../../shared/net-spec.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { guessArchitectures, mapNames } from './name-map.ts';
import type { NameMap } from './name-map.ts';
import { networkTensors } from './network-weights.ts';
import { withOpenWeights } from './open-weights.ts';
import type { OpenWeights } from './open-weights.ts';
import { streamSafetensors } from './safetensors.ts';

interface Source {
  readonly file: string;
  /** What messages call it. */
  readonly shownAs: string;
}

/** What a stranger's file is asked, away from the thread that answers calls. */
export type WeightsJob =
  | (Source & { readonly kind: 'guess' })
  | (Source & { readonly kind: 'fit'; readonly net: NetSpec })
  | (Source & { readonly kind: 'convert'; readonly net: NetSpec; readonly prefix?: string | undefined; readonly target: string });

interface Guess {
  readonly tensors: number;
  readonly architectures: string[];
  readonly classes: number | null;
}
export type Converted = Omit<NameMap, 'names'> & { readonly loaded: number };
export interface WeightsAnswers {
  guess: Guess;
  fit: null;
  convert: Converted;
}

async function convert(job: Extract<WeightsJob, { kind: 'convert' }>): Promise<Converted> {
  const { file, shownAs, prefix, target } = job;
  const net = planNet(job.net);
  const isCopied = await withOpenWeights(file, shownAs, async ({ format, shapes, read }) => {
    const found = mapNames(net, shapes, shownAs, prefix);
    // Names that need no choice mean the same whenever they are read; then the file stays as it is.
    if (format === 'safetensors' && found.otherPrefixes.length === 0) return null;
    const table = tensorTable(net, found.classes ?? 0).filter(({ name }) => found.names.has(name));
    const rows = table.map(({ name, shape }): [string, readonly number[]] => [name, shape]);
    await streamSafetensors(target, { shapes: rows, tensors: networkTensors(net, found, read, shownAs) }, { format: 'pt' });
    return found;
  });
  if (isCopied) return withoutNames(isCopied);
  await copyFileAtomically(file, target);
  return withOpenWeights(target, shownAs, (copy) => check(net, copy, shownAs));
}

/** Checks the copy, not the original: that is what later runs read. */
async function check(net: NetPlan, { shapes, read }: OpenWeights, shownAs: string): Promise<Converted> {
  const found = mapNames(net, shapes, shownAs);
  for await (const _ of networkTensors(net, found, read, shownAs));
  return withoutNames(found);
}

const withoutNames = ({ names, ...found }: NameMap): Converted => ({ ...found, loaded: names.size });

export async function performWeightsJob(job: WeightsJob): Promise<WeightsAnswers[WeightsJob['kind']]> {
  if (job.kind === 'convert') return convert(job);
  return withOpenWeights(job.file, job.shownAs, async ({ shapes }) => {
    if (job.kind === 'guess') return { tensors: shapes.size, ...guessArchitectures(shapes) };
    mapNames(planNet(job.net), shapes, job.shownAs);
    return null;
  });
}
