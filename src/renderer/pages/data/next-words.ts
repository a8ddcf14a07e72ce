import type { NextAccuracy, NextBenefit, NextReason } from '../../../shared/contract/next-calls.ts';
import type { Words } from '../../composables/use-words.ts';
import { pairedTestWords, pWords, shareWords } from '../../words/interval-words.ts';

/** Why a picture is worth a label. */
export function nextReasonWords(reason: NextReason, { t, format }: Words): string {
  if (reason.kind === 'random') return t('labelling.next.reasons.random');
  if (reason.kind === 'typical') return t('labelling.next.reasons.typical', { n: format.count(reason.like), labelled: format.count(reason.labelled) }, reason.like);
  const [first, second] = reason.between;
  const [firstShare, secondShare] = reason.probabilities.map((share) => format.percent(share, 0));
  return t('labelling.next.reasons.uncertain', { first, second, firstShare: firstShare!, secondShare: secondShare! });
}

/** What choosing gained, no difference where chance could make it. */
export function benefitWords({ each, judged, independentGroups, chosen, random, p }: NextBenefit, words: Words): string {
  const { t, format } = words;
  const figure = (one: NextAccuracy): string => shareWords(one, words, (low) => format.decimal(100 * low, 0));
  const key = p >= 0.05 ? 'untold' : chosen.accuracy > random.accuracy ? 'gained' : 'lost';
  const said = t(`labelling.next.${key}`, { each: format.count(each), chosen: figure(chosen), random: figure(random) });
  return `${said} ${t('labelling.next.why', { n: format.count(judged), test: pairedTestWords(independentGroups, words), p: pWords(p, words) }, judged)}`;
}
