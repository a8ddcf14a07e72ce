import { helpWords, ledgerWords, verdictDoubt, verdictSentence } from '../../renderer/words/verdict-words.ts';
import { groupsWords, intervalWords } from '../../renderer/words/interval-words.ts';
import { fewestGroups } from '../../shared/independent-groups.ts';
import { agreementFigures } from './data-part.ts';
import { list, paragraph, sentenceStart } from './section.ts';
import type { Paper, Section } from './section.ts';

/** How good it is beside doing without it, what that is worth, and what would help. */
export function verdictPart({ papers, words, window }: Paper): Section {
  const { verdict, metBefore, ledger, consistency, headline } = papers;
  if (!verdict) return { missing: words.missing.verdict };
  const { t, format } = window;
  const { interval, independentGroups } = verdict;
  const points = (share: number): string => format.decimal(share * 100, 1);
  const figure = t('verdict.axis.figure', { accuracy: format.percent(verdict.accuracy), range: intervalWords(interval, window, points, format.percent) });
  const counted = groupsWords(interval, independentGroups, window);
  const why = counted === null ? words.interval : `${words.intervalOfGroups} ${t('common.groupsWhy', { least: fewestGroups })}`;
  const on = t(verdict.split === 'test' ? 'verdict.axis.test' : 'verdict.axis.validation', { n: format.count(verdict.images) }, verdict.images);
  const doubt = verdictDoubt(verdict, window);
  const seen = ledger && ledgerWords(ledger, window);
  const helps = verdict.helps.map((help) => helpWords(help, window)).map(({ title, why, gain }) => `${title}: ${why}; ${gain}`);
  const { macroF1, logLoss } = headline.metrics;
  return {
    html: [
      paragraph(verdictSentence(verdict, window), 'large'),
      paragraph(`${figure}, ${on}${counted === null ? '' : `; ${counted}`}. ${why}`),
      ...(metBefore > 0 ? [paragraph(t('evaluate.again.groups', { n: format.count(metBefore) }, metBefore))] : []),
      ...(doubt === null ? [] : [paragraph(doubt)]),
      ...(seen ? [paragraph(`${sentenceStart(seen.text)}. ${seen.why}`)] : []),
      ...(consistency ? [paragraph(`${words.data.consistency}: ${words.data.agreed(agreementFigures(consistency, window))}.`)] : []),
      list([`${t('evaluate.stats.macroF1Term')}: ${format.decimal(macroF1)}`, `${t('evaluate.stats.logLossTerm')}: ${format.decimal(logLoss)}`]),
      ...(helps.length > 0 ? [`<h3>${t('verdict.helps')}</h3>`, list(helps)] : []),
    ].join('\n'),
  };
}
