import { knownNeeded } from '../../shared/familiarity.ts';
import type { FamiliarityReport, FamiliarityRule, PictureFamiliarity, ToldApart } from '../../shared/familiarity.ts';
import { printable } from '../terminal/printable.ts';
import { heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { counted, percent } from '../terminal/units.ts';
import type { RunsCalled } from './runs-called.ts';

const neverSeen = 'never seen anything like this';

/** Behind a picture's classes. */
export const familiarityText = (familiarity: PictureFamiliarity | undefined): string => (familiarity?.unfamiliar ? `; ${neverSeen}` : '');

/** What an alarm promises, and what it does not. */
export function familiarityRuleText({ threshold, falseAlarmRate, band, images, independentGroups: groups = null }: FamiliarityRule): string {
  const needed = knownNeeded(falseAlarmRate);
  if (threshold === null) {
    const than = groups === null ? `needs at least ${counted(needed, 'validation picture')}; the model has ${images}` : `needs validation pictures of at least ${counted(needed, 'independent group')}; those of the model are of ${groups}`;
    return `Note: nothing is called unlike all others: at a false-alarm rate of ${percent(falseAlarmRate)} that ${than}.`;
  }
  const known = `Note: "${neverSeen}" is said of about ${percent(falseAlarmRate)} of new pictures of the known classes too`;
  if (band === null) return `${known}, of new groups, each counting alike; how far it may lie from that is not known exactly for groups. Counted: ${counted(images, 'validation picture')} of ${counted(groups ?? 0, 'independent group')}.`;
  return `${known} (between ${percent(band.low)} and ${percent(band.high)} with ${counted(images, 'validation picture')}).`;
}

/** "0.665 (0.48 to 0.81)" */
const areaText = ({ auroc, aurocInterval: interval = null }: ToldApart): string => `${auroc.toFixed(3)}${interval ? ` (${interval[0].toFixed(2)} to ${interval[1].toFixed(2)})` : ''}`;

const figures = (told: ToldApart | null, ofGroups: boolean): string[] =>
  told ? [areaText(told), told.found === null ? `too few ${ofGroups ? 'groups' : 'known'}` : percent(told.found), `${told.unknown} beside ${told.known} known`] : ['-', '-', 'too few pictures'];

/** How well a run tells what it never saw, class by class. */
export function familiarityReportText({ run, rule, index, isFineTuned, near, far }: FamiliarityReport, called: RunsCalled): string {
  const ofGroups = typeof rule.independentGroups === 'number';
  const rows = near.classes.map(({ label, told }) => [printable(label), ...figures(told, ofGroups)]);
  return [
    heading(`What run ${called(run)} never saw, told by its index of ${counted(index.pictures, 'training picture')} (distance to neighbour ${index.k})`),
    table(['left out', { title: 'AUROC', align: 'right' }, { title: 'found', align: 'right' }, 'pictures'], [...rows, ...(far ? [['other pictures', ...figures(far, ofGroups)]] : [])]),
    ...(near.mean !== null && near.worst ? [`Mean ${near.mean.toFixed(3)}, worst ${near.worst.auroc.toFixed(3)} ("${printable(near.worst.label)}").`] : []),
    '',
    `"found": share of the left-out class that is called unfamiliar while ${percent(rule.falseAlarmRate)} of known pictures are too. Network and index are kept as they are; nothing is trained again.`,
    familiarityRuleText(rule),
    ...(isFineTuned ? ['The network was trained on every class, so leaving one out flatters. A run with --freeze head says more.'] : []),
  ].join('\n');
}
