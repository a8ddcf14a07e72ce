import type { OwnConsistency } from '../../shared/own-consistency.ts';
import type { Words } from '../composables/use-words.ts';

/** "You agree with yourself on 28 of 30 pictures: 93% (79 to 98%); no model can be proven better than that." */
export function consistencyWords({ agreed, images, share, low, high }: OwnConsistency, { t, format }: Words): string {
  const values = { agreed: format.count(agreed), n: format.count(images), share: format.percent(share, 0), low: format.decimal(100 * low, 0), high: format.percent(high, 0) };
  return t('labelling.again.agree', values, images);
}
