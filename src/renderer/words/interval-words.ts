import { fewestGroups } from '../../shared/independent-groups.ts';
import type { Words } from '../composables/use-words.ts';

/** The 95 % interval of an accuracy, 0..1; null where there are too few groups for one. */
type Interval = readonly [low: number, high: number] | null;

/** "88.0 to 96.2", or that there is none. @param low how an end is shown, in points unless said otherwise; `high` as `low` */
export function intervalWords(interval: Interval, { t, format }: Words, low = (share: number): string => format.decimal(share * 100, 1), high = low): string {
  return interval ? t('common.range', { low: low(interval[0]), high: high(interval[1]) }) : t('common.noRange');
}

/** "from 12 independent groups", or why there is no interval; null where it counts pictures. */
export function groupsWords(interval: Interval, groups: number | null | undefined, { t, format }: Words): string | null {
  if (typeof groups !== 'number') return null;
  return t(interval ? 'common.fromGroups' : 'common.tooFewGroups', { n: format.count(groups), least: fewestGroups }, groups);
}

/** "38% (26 to 51%)", or that there is no range. @param low how the lower end is shown */
export function shareWords({ accuracy, low, high }: { accuracy: number; low: number | null; high: number | null }, { t, format }: Words, lower = (share: number): string => format.percent(share, 0)): string {
  const range = low === null || high === null ? t('common.noRange') : t('common.range', { low: lower(low), high: format.percent(high, 0) });
  return `${format.percent(accuracy, 0)} (${range})`;
}

/** "Pictures are counted here (of 12 independent groups)": where figures count the one and not the other. */
export const picturesCounted = (groups: number, { t, format }: Words): string => `${t('common.picturesCounted')} (${t('common.ofGroups', { n: format.count(groups) }, groups)})`;

/** What tells whether two runs differ. */
export const pairedTestWords = (groups: number | null, { t, format }: Words): string => (groups === null ? t('common.mcnemar') : t('common.ofGroups', { n: format.count(groups) }, groups));
