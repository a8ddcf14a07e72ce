import type { SuspectDoubt, SuspectList } from '../../shared/contract/suspect-calls.ts';
import { printable } from '../terminal/printable.ts';
import { faint } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted } from '../terminal/units.ts';

/** Suspects shown of a list without --json and --limit. */
export const shownSuspects = 20;

function doubtText(doubt: SuspectDoubt): string {
  const why =
    doubt.kind === 'weak-model'
      ? `only ${(100 * doubt.accuracy).toFixed(1)} % of the pictures are told as their labels say`
      : `${printable(doubt.className)} has only ${counted(doubt.images, 'picture')}`;
  return `Unsure: ${why}, so that what confuses the model looks like wrong labels.`;
}

/** "3 maple, 2 oak": classes of the pictures most like it, the commonest first. */
const neighboursText = (labels: readonly string[]): string =>
  [...Map.groupBy(labels, (label) => label)].toSorted(([, a], [, b]) => b.length - a.length).map(([label, same]) => `${same.length} ${printable(label)}`).join(', ');

export function suspectsText({ suspects, found, judged, backbone, doubts, settled, unsure }: SuspectList, id: string): string {
  const asked = faint(`Judged: ${counted(judged, 'picture')} of training and validation, by heads on ${printable(backbone)} that did not learn from them.`);
  const before = settled > 0 ? [faint(`${counted(settled, 'picture')} that you said to be right before ${settled === 1 ? 'is' : 'are'} not named again.`)] : [];
  const last = unsure > 0 ? [faint(`${counted(unsure, 'picture')} that you were unsure of before ${unsure === 1 ? 'comes' : 'come'} last.`)] : [];
  if (suspects.length === 0) return ['No label looks wrong.', ...before, ...doubts.map(doubtText), asked].join('\n');
  const shown = table(
    ['', 'picture', 'side', 'label', 'looks like', 'score', 'most like it'],
    suspects.map(({ rank, file, split, given, likely, score, neighbours }) => [
      String(rank),
      printable(file),
      split,
      printable(given),
      printable(likely),
      score.toFixed(2),
      neighboursText(neighbours.map(({ label }) => label)),
    ]),
  );
  return [
    shown,
    ...(found > suspects.length ? [faint(`and ${found - suspects.length} more, less clear; --limit and --json show them`)] : []),
    '',
    'Look at each before you change it: the clearest come first; the fewer labels are wrong, the more of those named are right.',
    `  graft labels set ${id} <class> <picture>`,
    ...doubts.map(doubtText),
    ...before,
    ...last,
    asked,
  ].join('\n');
}
