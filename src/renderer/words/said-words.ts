import type { SaidValues } from '../../shared/said.ts';
import type { Words } from '../composables/use-words.ts';
import { runNumberWords } from './backbone-words.ts';
import { settingValueWords } from './setting-words.ts';

/** What a sentence of the program says: in English as it came, or as data in the window's language. */
interface Told {
  /** Of errors. */
  readonly code?: string;
  readonly message: string;
  readonly hint?: string | null;
  readonly values?: SaidValues | null;
}

/** Values that are words themselves. */
const wordNames: readonly string[] = ['what', 'advice', 'state', 'why', 'refusal'];
/** Numbers that name something. */
const nameNumbers: readonly string[] = ['number', 'image', 'version', 'known', 'pid', 'process', 'seed'];

/** Runs, which a person may have named. */
const runNumbers: readonly string[] = ['run', 'from', 'first', 'second'];

function shownNumber(name: string, value: number, words: Words): string {
  const { format } = words;
  if (runNumbers.includes(name)) return runNumberWords(value, words);
  if (nameNumbers.includes(name)) return String(value);
  if (name.endsWith('Bytes')) return format.bytes(value);
  if (name.endsWith('Fraction')) return format.percent(value, 0);
  if (name.endsWith('Percent')) return format.decimal(value, 1);
  return Number.isInteger(value) ? format.count(value) : format.significant(value);
}

/** What a setting was given, and the bounds of what it takes: as its field writes them. */
const ofSetting: readonly string[] = ['value', 'least', 'most'];

/** Values as the window writes them; `because` is a reason of a kind of its own, of the same values. */
function shown(values: SaidValues, words: Words): Record<string, string> {
  const { t, te } = words;
  const named = `runSettings.names.${values['setting']}`;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      // Its name came with it: the window may not know the run.
      if (name === 'run' && values['runName'] !== undefined) return [name, runNumberWords(value, { t, runName: () => String(values['runName']) })];
      if (name === 'runs') return [name, String(value).split(', ').map((run) => runNumberWords(run, words)).join(', ')];
      if (name === 'setting') return [name, te(named) ? t(named) : String(value)];
      if (typeof value === 'number' && ofSetting.includes(name) && te(named)) return [name, settingValueWords(String(values['setting']), value, words)];
      if (typeof value === 'number') return [name, shownNumber(name, value, words)];
      if (name === 'because') return [name, sentence('kinds', { ...values, kind: value, because: '' }, words) ?? value];
      const word = `said.words.${value}`;
      if (wordNames.includes(name) && te(word)) return [name, t(word)];
      return [name, name === 'refusal' ? value.replace('refused-', '') : value];
    }),
  );
}

function sentence(part: 'kinds' | 'hints', values: SaidValues | null | undefined, words: Words): string | null {
  const key = `said.${part}.${values?.kind}`;
  if (!values || !words.te(key)) return null;
  return words.t(key, shown(values, words), typeof values['n'] === 'number' ? values['n'] : 1);
}

/** The sentence in the window's language where its kind has words, else as it came, which German calls English. */
export const saidMessage = (told: Told, words: Words): string =>
  sentence('kinds', told.values, words) ?? (told.code === undefined ? told.message : words.t('errors.asItCame', { message: told.message }));

/**
 * What to do, in the window's own words: by its kind, else by its code; null where there is nothing. The English hint beside it speaks to a
 * terminal.
 */
export function saidHint({ values, code }: Told, words: Words): string | null {
  const key = `errors.hint.${code}`;
  if (values && words.te(`said.kinds.${values.kind}`)) return sentence('hints', values, words);
  return words.te(key) ? words.t(key) : null;
}

/** Both in one. */
export function saidWhole(told: Told, words: Words): string {
  const [message, hint] = [saidMessage(told, words), saidHint(told, words)];
  return hint ? `${message}${/[.?!…]$/.test(message) ? '' : '.'} ${hint}` : message;
}
