import { bestMeasured, type OwnConsistency } from '../../shared/own-consistency.ts';
import type { Words } from '../composables/use-words.ts';
import { countedIntervalWords, intervalWords } from './interval-words.ts';

/** "You agree with yourself on 28 of 30 pictures: 93% (79 to 98%). By such labels the best of models would be right 93 to 97% of the time." */
export function consistencyWords({ agreed, images, share, low, high, independentGroups }: OwnConsistency, words: Words): string {
  const { t, format } = words;
  const range = countedIntervalWords(low === null || high === null ? null : [low, high], independentGroups, words, (end) => format.decimal(100 * end, 0), (end) => format.percent(end, 0));
  return t('labelling.again.agree', { agreed: format.count(agreed), n: format.count(images), share: format.percent(share, 0), range, best: bestWords(share, words) }, images);
}

/** "93 to 97%": what the best model would be measured at by labels of which a share `agreed` is given again. */
export function bestWords(agreed: number, words: Words): string {
  const { format } = words;
  const [low, high] = bestMeasured(agreed);
  if (format.percent(low, 0) === format.percent(high, 0)) return format.percent(high, 0);
  return intervalWords([low, high], words, (end) => format.decimal(100 * end, 0), (end) => format.percent(end, 0));
}
