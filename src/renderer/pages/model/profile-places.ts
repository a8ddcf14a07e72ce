import type { ProfileView } from '../../../shared/contract/profile-calls.ts';
import type { ProfiledBlock } from '../../../shared/profile-result.ts';
import type { CutFigures, NetworkPart } from '../../../shared/contract/backbone-calls.ts';

/** A block's figures at the cut behind it: what the frozen part knows where the line lies there. */
export interface PlacedBlock extends ProfiledBlock {
  cut: string;
  /** Index of the cut. */
  at: number;
}

/** In the order of the network; blocks that are not known yet are not there. */
export function placedBlocks(blocks: readonly ProfiledBlock[], parts: readonly Pick<NetworkPart, 'part'>[], cuts: readonly Pick<CutFigures, 'cut'>[]): PlacedBlock[] {
  return blocks.flatMap((block) => {
    const at = parts.findIndex(({ part }) => part === block.after) + 1;
    const behind = at > 0 ? cuts[at] : undefined;
    return behind ? [{ ...block, cut: behind.cut, at }] : [];
  });
}

/** The cut behind the block from which on no later one is proven better; null before that is known. */
export const saturatedCut = ({ saturates }: Pick<ProfileView, 'saturates'>, placed: readonly PlacedBlock[]): string | null =>
  placed.find(({ after }) => after === saturates)?.cut ?? null;
