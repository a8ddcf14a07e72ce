import type { Words } from '../composables/use-words.ts';
import { backboneWords, netWords, runNumberWords } from './backbone-words.ts';
import { cutWords, placeWords } from './cut-words.ts';

/** How deep is trained, as `--freeze` has it. */
function freezeWords(freeze: string, words: Pick<Words, 't'>): string {
  const { t } = words;
  if (freeze === 'head' || freeze === 'none' || freeze === 'gradual') return t(`studies.freeze.${freeze}`);
  const [kind, cut = 'head'] = freeze.split(':');
  return t(`studies.freeze.${kind === 'head-then' ? 'headThen' : kind === 'first' ? 'first' : 'until'}`, { place: (kind === 'first' ? placeWords : cutWords)(cut, words) });
}

/** A choice as a person reads it, its term beside it; `last:5` is a kind and its number. What has no words is shown as it is. */
export function choiceWords(setting: string, choice: string, { t, te }: Pick<Words, 't' | 'te'>): string {
  const [kind, n] = choice.split(':');
  const key = `runSettings.values.${setting}.${kind}`;
  return te(key) ? t(key, { n, choice }) : choice;
}

/** A setting that is a number, a learning rate above all: whole ones with every digit, others with six that count. */
export function settingNumberWords(setting: string, value: number, { format }: Pick<Words, 'format'>): string {
  if (setting === 'timeBudgetSeconds') return format.duration(value);
  if (setting === 'cacheSizeBytes') return format.bytes(value);
  return Number.isInteger(value) ? format.count(value) : format.significant(value, 6);
}

/** A value as the plan decided it, which is text: numbers as the language writes them, choices in words. */
export function decidedWords(setting: string, value: string, words: Words): string {
  const number = Number(value);
  return value === '' || Number.isNaN(number) ? choiceWords(setting, value, words) : settingNumberWords(setting, number, words);
}

/** What a setting is, as a person reads it. */
export function settingValueWords(setting: string, value: string | number, words: Words): string {
  if (typeof value === 'number') return settingNumberWords(setting, value, words);
  if (setting === 'from') return runNumberWords(value, words);
  if (setting === 'freeze') return freezeWords(value, words);
  if (setting === 'backbone') return backboneWords(value, words);
  if (setting === 'net') return netWords(value, words);
  return choiceWords(setting, value, words);
}

/** Settings whose words do not hold the exact term, and name one thing alone. */
const named = new Set(['backbone', 'net', 'from']);

/** A setting of a run as tables show it: in words, the exact term beside them; what is different from phase to phase with a plus between. */
export function valueWithTerm(setting: string, value: string | number, words: Words): string {
  if (typeof value === 'number' || named.has(setting)) return settingValueWords(setting, value, words);
  const parts = value.split(' + ');
  return parts.map((part) => (setting === 'freeze' ? `${freezeWords(part, words)} (${part})` : decidedWords(setting, part, words))).join(' + ');
}
