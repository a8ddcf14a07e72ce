import { formatIn } from '../../renderer/format/format-in.ts';
import { de } from '../../renderer/locales/de.ts';
import { en } from '../../renderer/locales/en.ts';
import type { reasonWords } from '../../renderer/words/reason-words.ts';
import type { PaperLanguage } from '../../shared/paper-language.ts';

/** What the window's pure words ask for. */
export type WindowWords = Parameters<typeof reasonWords>[1];

const messages = { en, de };

/** The message of a dotted key; null where there is none. */
function messageOf(language: PaperLanguage, key: string): string | null {
  const found = key.split('.').reduce<unknown>((place, name) => (typeof place === 'object' && place !== null ? (place as Record<string, unknown>)[name] : undefined), messages[language]);
  return typeof found === 'string' ? found : null;
}

/** As vue-i18n has it: of two forms one and many, of three none, one and many. */
function formOf(message: string, plural: number | undefined): string {
  const forms = message.split(' | ');
  if (plural === undefined || forms.length === 1) return forms[0]!;
  return forms.length === 2 ? forms[plural === 1 ? 0 : 1]! : forms[Math.min(plural, 2)]!;
}

/** The window's words of a language, for paper: the same messages and formats, without Vue. @param runName what a person called a run; null: nothing */
export function windowWords(language: PaperLanguage, runName: (run: number) => string | null = () => null): WindowWords {
  const t = (key: string, values: Record<string, unknown> = {}, plural?: number): string => {
    const message = messageOf(language, key);
    if (message === null) throw new Error(`The window has no words for ${key} in ${language}`);
    return formOf(message, plural).replace(/\{(?:'([^']*)'|(\w+))\}/g, (_, literal: string | undefined, name: string) => literal ?? String(values[name]));
  };
  return { t, te: (key) => messageOf(language, key) !== null, format: formatIn(() => language), runName };
}
