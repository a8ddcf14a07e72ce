import type { FamiliarityRule, PictureFamiliarity } from '../../shared/familiarity.ts';
import { counted, percent } from '../terminal/units.ts';

export const neverSeen = 'never seen anything like this';

/** Behind a picture's classes. */
export const familiarityText = (familiarity: PictureFamiliarity | undefined): string => (familiarity?.unfamiliar ? `; ${neverSeen}` : '');

/** What an alarm promises, and what it does not. */
export function familiarityRuleText({ threshold, falseAlarmRate, band, images }: FamiliarityRule): string {
  if (threshold === null) return `Note: ${counted(images, 'validation image')} are too few to say which pictures are unlike all others at a false-alarm rate of ${percent(falseAlarmRate)}.`;
  return `Note: "${neverSeen}" is said of about ${percent(falseAlarmRate)} of new pictures of the known classes too (between ${percent(band!.low)} and ${percent(band!.high)} with ${counted(images, 'validation image')}).`;
}
