import { fewestGroups } from '../../shared/independent-groups.ts';
import { pText } from '../../shared/p-value.ts';
import type { Words } from '../composables/use-words.ts';

/** The 95 % interval of an accuracy, 0..1; null where there are too few groups for one. */
type Interval = readonly [low: number, high: number] | null;
/** How its ends are shown. */
type IntervalEnds = [low?: (share: number) => string, high?: (share: number) => string];

/** "88.0 to 96.2", or that there is none. @param low how an end is shown, in points unless said otherwise; `high` as `low` */
export function intervalWords(interval: Interval, { t, format }: Words, low = (share: number): string => format.decimal(share * 100, 1), high = low): string {
  return interval ? t('common.range', { low: low(interval[0]), high: high(interval[1]) }) : t('common.noRange');
}

/** "from 12 independent groups", or why there is no interval; null where it counts pictures. */
export function groupsWords(interval: Interval, groups: number | null | undefined, { t, format }: Words): string | null {
  if (typeof groups !== 'number') return null;
  return t(interval ? 'common.fromGroups' : 'common.tooFewGroups', { n: format.count(groups), least: fewestGroups }, groups);
}

/** "88.0 to 96.2, from 12 independent groups", or why there is no interval. Ends as in `intervalWords`. */
export function countedIntervalWords(interval: Interval, groups: number | null | undefined, words: Words, ...ends: IntervalEnds): string {
  const counted = groupsWords(interval, groups, words);
  if (counted === null) return intervalWords(interval, words, ...ends);
  return interval ? `${intervalWords(interval, words, ...ends)}, ${counted}` : counted;
}

/** "38% (26 to 51%)", or that there is no range. @param low how the lower end is shown */
export function shareWords({ accuracy, low, high }: { accuracy: number; low: number | null; high: number | null }, { t, format }: Words, lower = (share: number): string => format.percent(share, 0)): string {
  const range = low === null || high === null ? t('common.noRange') : t('common.range', { low: lower(low), high: format.percent(high, 0) });
  return `${format.percent(accuracy, 0)} (${range})`;
}

/** "34 pictures of 12 independent groups": what was told of pictures, with the groups that they lie in; as it was where none belong together. */
export const inGroups = (told: string, groups: number | null | undefined, { t, format }: Words): string =>
  typeof groups === 'number' ? `${told} ${t('common.ofGroups', { n: format.count(groups) }, groups)}` : told;

/** "Pictures are counted here (of 12 independent groups)": where figures count the one and not the other. */
export const picturesCounted = (groups: number, { t, format }: Words): string => `${t('common.picturesCounted')} (${t('common.ofGroups', { n: format.count(groups) }, groups)})`;

/** "p = 0.012", "p < 0.001". */
export const pWords = (p: number, { format }: Pick<Words, 'format'>): string => pText(p, format.decimal);

/** What tells whether two runs differ. */
export const pairedTestWords = (groups: number | null, { t, format }: Words): string => (groups === null ? t('common.mcnemar') : t('common.ofGroups', { n: format.count(groups) }, groups));
