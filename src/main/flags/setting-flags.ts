import { runSettings } from '../../shared/run-settings.ts';
import type { Setting } from '../../shared/run-settings.ts';
import { settingWords } from '../words/setting-words.ts';
import type { SettingWords } from '../words/setting-words.ts';
import { byteCount, number, seconds, type OptionReader } from './option-values.ts';

/** A positive number without an exponent, exactly: 1e-7 is 0.0000001. */
function plainDecimal(value: number): string {
  const [digits, exponent] = String(value).split('e') as [string, string?];
  if (exponent === undefined) return digits;
  const [whole, fraction = ''] = digits.split('.') as [string, string?];
  const shift = Number(exponent);
  return shift < 0
    ? `0.${'0'.repeat(-shift - whole.length)}${whole}${fraction}`
    : `${whole}${fraction}${'0'.repeat(shift - fraction.length)}`;
}

interface Flag {
  readonly key: string;
  readonly flag: string;
  readonly level: Setting['level'];
  /** What stands after the flag in the help. */
  readonly value: string;
  readonly help: string;
  /** Null where a value is taken as it is written; choices and limits are judged by the schema, for files too. */
  readonly read: OptionReader<number | string> | null;
  /** A value as `read` gives it back. */
  readonly write: (value: number | string) => string;
}

/** How numbers of a unit are written after a flag. */
const units = {
  seconds: { read: seconds, write: (value: number) => `${plainDecimal(value)}s` },
  bytes: { read: byteCount, write: (value: number) => `${plainDecimal(value)}B` },
} as const;

function flagOf(row: Setting, words: SettingWords | undefined): Flag {
  const { key, flag, level } = row;
  const told = { key, flag, level, value: words?.value ?? '<value>', help: words?.help ?? key };
  if (row.kind === 'size') return { ...told, read: (text) => (text.includes('-') ? text : number(flag, key)(text)), write: String };
  if (row.kind === 'choice' || row.kind === 'text') return { ...told, read: null, write: String };
  const { read, write } = row.unit ? units[row.unit] : { read: number, write: String };
  return { ...told, read: read(flag, key), write: (value) => write(Number(value)) };
}

/** Every setting of a table as a flag, in the order of the help. */
export const settingFlags = (
  rows: readonly Setting[] = runSettings,
  words: Readonly<Record<string, SettingWords>> = settingWords,
): readonly Flag[] => rows.map((row) => flagOf(row, words[row.key]));
