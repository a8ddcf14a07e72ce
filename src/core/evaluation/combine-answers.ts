import type { Combining } from '../../shared/ensemble.ts';
import { top1 } from './top-k.ts';

/**
 * One answer out of what several models say of a picture, `[classes]` each, which sums to 1 as theirs do. `average`: the mean probability.
 * `vote`: a vote a member for its likeliest class, and one vote more, shared out as the mean probability: that settles ties and nothing else. Pure.
 */
export function combineAnswers(members: readonly ArrayLike<number>[], how: Combining): Float32Array {
  const classes = members[0]!.length;
  const mean = new Float64Array(classes);
  for (const member of members) for (let c = 0; c < classes; c++) mean[c]! += member[c]! / members.length;
  if (how === 'average') return Float32Array.from(mean);
  for (const member of members) mean[top1(member, classes, 0)]! += 1;
  return Float32Array.from(mean, (votes) => votes / (members.length + 1));
}
