import { createI18n } from 'vue-i18n';
import type { Words } from '../composables/use-words.ts';
import { formatIn } from '../format/format-in.ts';
import { de } from '../locales/de.ts';
import { en } from '../locales/en.ts';

/** What `useWords` gives a component, of a language, without one: so that tests read what a person would. */
export function wordsIn(locale: 'en' | 'de'): Words {
  const i18n = createI18n({ legacy: false, locale, messages: { en, de }, missingWarn: true, fallbackWarn: true });
  return { t: i18n.global.t, te: i18n.global.te, format: formatIn(() => locale) };
}
