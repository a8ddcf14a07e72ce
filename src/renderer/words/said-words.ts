import type { SaidValues } from '../../shared/said.ts';
import type { Words } from '../composables/use-words.ts';

/** What a sentence of the program says: in English as it came, or as data in the window's language. */
interface Told {
  readonly message: string;
  readonly hint?: string | null;
  readonly values?: SaidValues | null;
}

/** Values that are words themselves. */
const wordNames: readonly string[] = ['what', 'advice'];

/** Values as the window writes them. */
function shown(values: SaidValues, { t, te, format }: Words): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const word = `said.words.${value}`;
      if (typeof value === 'string') return [name, wordNames.includes(name) && te(word) ? t(word) : value];
      if (name.endsWith('Bytes')) return [name, format.bytes(value)];
      return [name, format.count(value)];
    }),
  );
}

function sentence(part: 'kinds' | 'hints', values: SaidValues | null | undefined, words: Words): string | null {
  const key = `said.${part}.${values?.kind}`;
  if (!values || !words.te(key)) return null;
  return words.t(key, shown(values, words), typeof values['n'] === 'number' ? values['n'] : 1);
}

/** The sentence in the window's language where its kind has words, else as it came. */
export const saidMessage = (told: Told, words: Words): string => sentence('kinds', told.values, words) ?? told.message;

/** What to do, the same way; null where nobody says. */
export const saidHint = (told: Told, words: Words): string | null => sentence('hints', told.values, words) ?? told.hint ?? null;

/** Both in one. */
export const saidWhole = (told: Told, words: Words): string =>
  [saidMessage(told, words), saidHint(told, words)].filter(Boolean).join(' ');
