import { createI18n } from 'vue-i18n';
import { visible } from '../../shared/visible.ts';
import { compileMessage } from './compile-message.ts';
import { en } from './en.ts';
import type { Messages } from './en.ts';

export type Language = 'en' | 'de';
const languages: readonly { value: Language; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
];

/** Letters of scripts that run leftward (Hebrew, Arabic, their relatives), and what stands among them. */
const leftward = '\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc';
const leftwardRun = new RegExp(`[${leftward}](?:[${leftward}\\s]*[${leftward}])?`, 'g');
const leftToRight = '\u200e';
const markedRun = new RegExp(`([${leftward}])${leftToRight}`, 'g');

/** A name in such letters would take the figure behind it along, to its left: a mark ends it. Sentences are made of sentences, so it may be there already. */
const ended = (text: string): string => text.replace(leftwardRun, `$&${leftToRight}`);

/** What turns the writing direction of all that follows is shown, as in a terminal: a class may be called so, and the sentence that names it would be read backwards. Lines stay lines. */
const unturned = (text: string): string => ended(text.replace(markedRun, '$1').split('\n').map(visible).join('\n'));

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en } as Record<string, Messages>,
  messageCompiler: compileMessage,
  postTranslation: (said) => (typeof said === 'string' ? unturned(said) : said),
});

/** The language of the system where we speak it, else English. */
export function systemLanguage(preferred: readonly string[] = navigator.languages): Language {
  const known = preferred.map((tag) => tag.slice(0, 2)).find((tag) => languages.some(({ value }) => value === tag));
  return (known as Language | undefined) ?? 'en';
}

/** German is fetched when it is asked for. */
export async function setLanguage(language: Language): Promise<void> {
  if (language === 'de' && !i18n.global.availableLocales.includes('de')) {
    const { de } = await import('./de.ts');
    i18n.global.setLocaleMessage('de', de);
  }
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
}
