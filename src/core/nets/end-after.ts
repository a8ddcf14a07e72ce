import { isDeepStrictEqual } from 'node:util';
import { StudioError } from '../errors.ts';
import { netSpecSchema } from '../../shared/net-spec.ts';
import type { NetSpec } from '../../shared/net-spec.ts';

/** Every residual block of a network in order, `stage1.0` first. */
export const blocksOf = ({ stages }: Pick<NetSpec, 'stages'>): string[] =>
  stages.flatMap(({ blocks }, stage) => Array.from({ length: blocks }, (_, index) => `stage${stage + 1}.${index}`));

/**
 * The network that ends after a block, with a linear head; `stage3` means its last block.
 * @throws StudioError `bad-usage` for what is no block, and for pre-activation networks, whose last norm nobody has trained for an earlier end
 */
export function endAfter(net: NetSpec, block: string): NetSpec {
  const blocks = blocksOf(net);
  const [, stageText, indexText] = /^stage(\d+)(?:\.(\d+))?$/.exec(block) ?? [];
  const stage = Number(stageText) - 1;
  const kept = indexText === undefined ? net.stages[stage]?.blocks : Number(indexText) + 1;
  const name = `stage${stage + 1}.${(kept ?? 0) - 1}`;
  if (!blocks.includes(name)) {
    throw new StudioError('bad-usage', `--keep is "${block}", which is no block of this network`, {
      field: 'keep',
      values: { kind: 'keep-no-block', block, blocks: blocks.join(', ') },
      hint: `Blocks are ${blocks.join(', ')}.`,
    });
  }
  if (net.order === 'pre' && name !== blocks.at(-1)) {
    throw new StudioError('bad-usage', 'A pre-activation network ends with a norm of its own, which nobody has trained for an earlier end', {
      field: 'keep',
      values: { kind: 'keep-pre-activation' },
      hint: `Keep all of it (${blocks.at(-1)!}), or take a backbone of another family.`,
    });
  }
  const stages = net.stages.slice(0, stage + 1).map((one, at) => (at === stage ? { ...one, blocks: kept! } : one));
  return netSpecSchema.parse({ ...net, stages, head: { kind: 'linear' } });
}

/** Whether `part` is the network `whole` up to a block, so that its weights are among those of `whole`; heads are not compared. */
export function isBeginning(part: NetSpec, whole: NetSpec): boolean {
  const last = blocksOf(part).at(-1)!;
  if (!blocksOf(whole).includes(last)) return false;
  if (whole.order === 'pre') return isDeepStrictEqual({ ...part, head: whole.head }, whole);
  return isDeepStrictEqual({ ...part, head: { kind: 'linear' } }, endAfter(whole, last));
}
