import type { RunVerdict } from '../../../shared/verdict.ts';
import type { Words } from '../../composables/use-words.ts';
import type { Step } from '../../window/next-step.ts';
import { helpWords } from '../../words/verdict-words.ts';

export type EvaluateDeed = 'help' | 'use';

/** A help that has not been followed yet: what would help most, then, once it was looked at, using the model. */
export function evaluateStep({ helps }: RunVerdict, hasLooked: boolean, words: Words): Step<EvaluateDeed> {
  const { t } = words;
  const use = { label: t('next.evaluate.use'), deed: 'use' } as const;
  const [first] = helps;
  if (!first) return { state: t('next.evaluate.good'), action: use };
  const { title, action } = helpWords(first, words);
  return { state: t('next.evaluate.help', { title }), action: hasLooked ? use : { label: action, deed: 'help' } };
}
