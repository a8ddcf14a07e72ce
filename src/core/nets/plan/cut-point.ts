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

/** Of some cut points the one that trains most. */
export const earliestCut = (plan: NetPlan, cuts: readonly string[]): string =>
  cuts.reduce((a, b) => (cutIndex(plan, b) < cutIndex(plan, a) ? b : a));

/** Whether a part (as in the tensor table) is trained when training starts at `cut`. */
export function isTrained(plan: NetPlan, part: string, cut: string): boolean {
  const start = cutIndex(plan, cut);
  if (part === 'head') return true;
  if (part === 'stem') return start < 0;
  if (part === plan.final.part) return start < plan.blocks.length;
  return plan.blocks.findIndex((block) => block.cut === part) >= start;
}
