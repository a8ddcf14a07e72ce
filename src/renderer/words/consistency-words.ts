import type { OwnConsistency } from '../../shared/own-consistency.ts';
import type { Words } from '../composables/use-words.ts';
import { groupsWords } from './interval-words.ts';

/** "You agree with yourself on 28 of 30 pictures: 93% (79 to 98%); no model can be proven better than that." */
export function consistencyWords({ agreed, images, share, low, high, independentGroups }: OwnConsistency, words: Words): string {
  const { t, format } = words;
  const interval = low === null || high === null ? null : ([low, high] as const);
  const range = interval && t('common.range', { low: format.decimal(100 * interval[0], 0), high: format.percent(interval[1], 0) });
  const told = [range, groupsWords(interval, independentGroups, words)].filter((one) => one !== null).join(', ');
  return t('labelling.again.agree', { agreed: format.count(agreed), n: format.count(images), share: format.percent(share, 0), range: told }, images);
}
