import type { NextBenefit, NextReason, NextToLabel } from '../../shared/contract/next-calls.ts';
import { printable } from '../terminal/printable.ts';
import { faint } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted, noIntervalOf, percent } from '../terminal/units.ts';
import { pairedTestText } from './paired-test-text.ts';

function reasonText(reason: NextReason): string {
  switch (reason.kind) {
    case 'typical':
      return `typical of ${counted(reason.like, 'picture')} like it, of which ${reason.labelled === 0 ? 'none has' : reason.labelled === 1 ? '1 has' : `${reason.labelled} have`} a label`;
    case 'uncertain': {
      const [first, second] = reason.between.map((name, at) => `${printable(name)} ${percent(reason.probabilities[at]!)}`);
      return `between ${first} and ${second}`;
    }
    case 'random':
      return 'drawn at random, to show what choosing gains';
  }
}

const methodText = {
  typical: 'typical and different ones, until there are 50 labels a class',
  uncertain: 'those that heads on the labels so far are least sure of',
} as const;

export function nextToLabelText({ pictures, method, waiting, labelled, judging, later, unread, backbone }: NextToLabel, id: string): string {
  if (pictures.length === 0) return 'Every picture that can be used has a label.';
  const rows = pictures.map(({ rank, file, reason, neighbours }) => [String(rank), printable(file), reasonText(reason), neighbours.length === 0 ? '' : `${neighbours.length} more like it`]);
  return [
    table(['', 'picture', 'why', ''], rows),
    '',
    `  graft labels set ${id} <class> <picture>`,
    faint(`${counted(waiting, 'picture')} without a label, ${labelled} with one; chosen: ${methodText[method]}; features of ${printable(backbone)}.`),
    ...(judging > 0 ? [faint(`${counted(judging, 'picture')} without a label ${judging === 1 ? 'belongs to a group that validates or tests: with one it' : 'belong to groups that validate or test: with one they'} would judge and not teach.`)] : []),
    ...(later > 0 ? [faint(`${counted(later, 'picture')} without a label were not looked at this time.`)] : []),
    ...(unread > 0 ? [faint(`${counted(unread, 'file')} could not be read, or changed since the last scan.`)] : []),
  ].join('\n');
}

export function nextBenefitText({ each, base, judged, independentGroups: groups, chosen, random, p }: NextBenefit): string {
  const figure = ({ accuracy, low, high }: NextBenefit['chosen']): string => `${percent(accuracy)} (${low === null || high === null ? `no interval: ${noIntervalOf(groups)}` : `${(100 * low).toFixed(1)} to ${percent(high)}`})`;
  const verdict = p >= 0.05 ? 'that is no difference that chance could not make' : chosen.accuracy > random.accuracy ? 'choosing pays' : 'drawing at random was better';
  return `${each} chosen pictures beside ${counted(base, 'other')} teach a head that is right ${figure(chosen)}; ${each} drawn at random ${figure(random)}, on ${counted(judged, 'validation picture')}: ${verdict} (${pairedTestText(groups, p)}).`;
}
