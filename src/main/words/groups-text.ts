import type { SuggestedGroups } from '../../core/datasets/views/group-suggestions.ts';
import type { AppliedGroups } from '../../core/datasets/version/apply-groups.ts';
import type { GroupFigures } from '../../core/datasets/version/found-groups.ts';
import type { LeakPrice, LeakSide } from '../../shared/contract/group-calls.ts';
import type { GroupSource } from '../../shared/group-source.ts';
import type { TableGaps } from '../../core/datasets/version/table-gaps.ts';
import { printable } from '../terminal/printable.ts';
import { heading } from '../terminal/style.ts';
import { counted, grouped, noIntervalOf } from '../terminal/units.ts';

export const sourceText: Readonly<Record<GroupSource, string>> = {
  name: 'by names',
  exif: "by the camera's clock (at most two seconds apart)",
  near: 'by what they show (near duplicates)',
  folder: 'by the folders below the class (a name under several classes is one group)',
  csv: 'by a table',
};
const patterns = { copies: 'marks of copies', burst: 'bursts', folder: 'sub-folders', identifier: 'a carrier with its number (patient, plot, video …)', stem: 'a name with a number before a last number or letter' } as const;

const figures = ({ count, largest, straddling }: GroupFigures): string =>
  `${counted(count, 'group')}, the largest of ${counted(largest, 'picture')}; ${straddling === 0 ? 'none on two sides of the split' : `${counted(straddling, 'group is', 'groups are')} on more than one side of the split`}`;

function suggestionLines({ source, rules, examples, ...found }: SuggestedGroups): string[] {
  const how = source === 'name' ? `: ${rules.map((rule) => patterns[rule]).join(', ')}` : '';
  const shown = examples.map(({ group, images, files }) => `    ${printable(group)}: ${files.map(printable).join('  ')}${images > files.length ? `  and ${images - files.length} more` : ''}`);
  return [heading(`${sourceText[source]}${how}`), `  ${figures(found)}`, ...shown];
}

/** That times were not gone by, and why. */
export const timelessText = (pictures: number): string =>
  `Note: the camera's clock says nothing of ${counted(pictures, 'picture')} (midnight to the second, more than 30 pictures of one time, or one chain over more than half of all): no bursts of ${pictures === 1 ? 'it' : 'them'}.`;

/** What a table says nothing of, and which of its groups are one. */
export function tableGapLines({ alone, joined }: TableGaps): string[] {
  const [one] = joined;
  return [
    ...(alone.length > 0 ? [`${counted(alone.length, 'picture has', 'pictures have')} no group in the table (${printable(alone[0]!)}${alone.length > 1 ? ' …' : ''}); each is one by itself.`] : []),
    ...(one ? [`Note: "${printable(one.groups[0])}" and "${printable(one.groups[1])}" are kept together as one: ${printable(one.files[0])} and ${printable(one.files[1])} are the same picture${joined.length > 1 ? ` (and ${counted(joined.length - 1, 'other pair', 'other pairs')} of groups alike)` : ''}. If that is not so, correct the table or exclude one of the two.`] : []),
  ];
}

/** What was found, nothing of it applied. */
export function groupSuggestionsText(all: readonly SuggestedGroups[], id: string, isByFeatures: boolean): string {
  if (all.length === 0) return 'Nothing says that pictures belong together. A table can: graft datasets groups <data set> --by csv=<table>';
  const [best] = all;
  return [
    ...all.flatMap(suggestionLines),
    '',
    'Nothing was changed. Where this is right, keep them on one side of the split (whole groups may move):',
    `  graft datasets groups ${id} --by ${best!.source}${isByFeatures && best!.source === 'near' ? ' --features' : ''}`,
    'What it costs if you do not:',
    `  graft datasets leak ${id}`,
    ...(isByFeatures ? [] : ['Mirrored, turned and cropped copies are found by features, which takes longer:', `  graft datasets groups ${id} --features`]),
  ].join('\n');
}

/** What holds after something was applied; `moved` pictures changed sides. */
export function appliedText({ source, since, sides, unjudged, ...now }: GroupFigures & Pick<AppliedGroups, 'since' | 'sides' | 'unjudged'> & { source: string }, moved: number, id: string): string {
  const split = `Now ${grouped(sides.train)} train, ${grouped(sides.val)} validation, ${grouped(sides.test)} test.`;
  if (source === 'none') return `Pictures are kept together by equal content alone. ${counted(moved, 'picture')} changed sides. ${split}`;
  if (now.count === 0) return `No two pictures belong together ${sourceText[source as GroupSource]}; nothing was changed.`;
  const pinned = now.straddling > 0 ? ['The folders, or a table of labels, put them there; they stay.'] : [];
  const later = since > 0 ? [`${counted(since, 'picture has', 'pictures have')} come since; say it again to look at them too.`] : [];
  const shown = unjudged.slice(0, 5).map(printable).join(', ') + (unjudged.length > 5 ? ` and ${unjudged.length - 5} more` : '');
  const none = unjudged.length > 0 && sides.train > 0 ? [`Note: no picture is left to judge ${shown} by: there are too few groups, or too large ones, for both sides.`] : [];
  return [`Kept together ${sourceText[source as GroupSource]}: ${figures(now)}.`, ...pinned, ...later, `${counted(moved, 'picture')} changed sides of the split; older runs keep theirs. ${split}`, ...none, `Take it back: graft datasets groups ${id} --by none`].join('\n');
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const side = ({ accuracy, low, high }: LeakSide, groups: number): string =>
  low === null || high === null ? `${percent(accuracy)} (no interval: ${noIntervalOf(groups)})` : `${percent(accuracy)} (${percent(low)} to ${percent(high)})`;

export function leakText({ source, backbone, images, groups, ungrouped, grouped }: LeakPrice): string {
  return [
    `${counted(images, 'picture')} in ${counted(groups, 'group')} ${sourceText[source]}, an exact head on ${backbone}, five folds of equal sizes:`,
    `  pictures dealt one by one  ${side(ungrouped, groups)}, counting pictures`,
    `  whole groups               ${side(grouped, groups)}, counting groups`,
    `The first is what a split that tears groups apart promises; the second is what to expect of a new ${source === 'name' ? 'patient, plot or video' : 'group'}.`,
  ].join('\n');
}
