import type { Words } from '../composables/use-words.ts';
import { backboneWords, netWords } from './backbone-words.ts';
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
  return te(key) ? t(key, { n }) : choice;
}

/** What a setting is, as a person reads it. */
export function settingValueWords(setting: string, value: string | number, words: Words): string {
  const { format } = words;
  if (typeof value === 'number') return setting === 'timeBudgetSeconds' ? format.duration(value) : setting === 'cacheSizeBytes' ? format.bytes(value) : format.writtenOut(value, 6);
  if (setting === 'freeze') return freezeWords(value, words);
  if (setting === 'backbone') return backboneWords(value, words);
  if (setting === 'net') return netWords(value, words);
  return choiceWords(setting, value, words);
}
