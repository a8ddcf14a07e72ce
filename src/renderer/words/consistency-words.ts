import type { OwnConsistency } from '../../shared/own-consistency.ts';
import type { Words } from '../composables/use-words.ts';
import { countedIntervalWords } from './interval-words.ts';

/** "You agree with yourself on 28 of 30 pictures: 93% (79 to 98%); no model can be proven better than that." */
export function consistencyWords({ agreed, images, share, low, high, independentGroups }: OwnConsistency, words: Words): string {
  const { t, format } = words;
  const range = countedIntervalWords(low === null || high === null ? null : [low, high], independentGroups, words, (end) => format.decimal(100 * end, 0), (end) => format.percent(end, 0));
  return t('labelling.again.agree', { agreed: format.count(agreed), n: format.count(images), share: format.percent(share, 0), range }, images);
}
