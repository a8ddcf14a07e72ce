import { StudioError } from '../../errors.ts';
import type { NetPlan } from './net-plan.ts';

/** All cut points of a network in order: `stem`, `stage1`, `stage1.0`, … `stage4`, …, `head`. */
export function cutPoints(plan: NetPlan): string[] {
  const points = ['stem'];
  for (const block of plan.blocks) {
    const [stage, index] = block.cut.split('.') as [string, string];
    if (index === '0') points.push(stage);
    points.push(block.cut);
  }
  points.push('head');
  return points;
}

/**
 * Where the trained part begins, as a number of residual blocks before it:
 * -1 for `stem` (everything is trained), 0 … blocks - 1 for a block, `blocks.length` for `head` (only the classifier).
 * @throws StudioError `bad-usage` when the network has no such cut point.
 */
export function cutIndex(plan: NetPlan, cut: string): number {
  if (cut === 'stem') return -1;
  if (cut === 'head') return plan.blocks.length;
  const wanted = cut.includes('.') ? cut : `${cut}.0`;
  const index = plan.blocks.findIndex((block) => block.cut === wanted);
  if (index >= 0) return index;
  throw new StudioError('bad-usage', `${plan.name} has no cut point "${cut}"`, {
    field: 'freeze',
    values: { kind: 'no-such-cut', cut, cuts: cutPoints(plan).join(', ') },
    hint: `Choose one of ${cutPoints(plan).join(', ')}.`,
  });
}

/** What a phase trains: from `cut` on, up to the cut point `end`, behind which the network stays as it is; left out: to its end, the head too. */
export interface TrainedPart {
  readonly cut: string;
  readonly end?: string | undefined;
}

/** Where a part (as in the tensor table) lies, as `cutIndex` counts; a norm after all blocks belongs to the last one. */
export const partIndex = (plan: NetPlan, part: string): number => (part === plan.final.part ? plan.blocks.length - 1 : cutIndex(plan, part));

/** Whether a part is trained by any of `phases`. */
export const isTrained = (plan: NetPlan, part: string, ...phases: readonly TrainedPart[]): boolean => {
  const at = partIndex(plan, part);
  return phases.some(({ cut, end }) => at >= cutIndex(plan, cut) && (end === undefined || at < cutIndex(plan, end)));
};
