import { StudioError } from '../../core/errors.ts';

/** Readers of option values for commander: each names its flag where the text is not what it should be. */
export type OptionReader<T> = (text: string) => T;

/** `field`: what the value is called in the spec and in JSON, where the flag's own name is not it. */
const refuse = (flag: string, text: string, expected: string, field = fieldOf(flag)): never => {
  throw new StudioError('bad-usage', `--${flag} is "${text}"`, { field, hint: `It takes ${expected}.` });
};

/** `split-seed` → `splitSeed`. */
export const fieldOf = (flag: string): string => flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

export const number =
  (flag: string, field?: string): OptionReader<number> =>
  (text) => {
    const value = Number(text);
    return text.trim() === '' || !Number.isFinite(value) ? refuse(flag, text, 'a number', field) : value;
  };

/** 0 to 1. */
export const partOf =
  (flag: string): OptionReader<number> =>
  (text) => {
    const value = Number(text);
    return text.trim() !== '' && value >= 0 && value <= 1 ? value : refuse(flag, text, 'a part from 0 to 1');
  };

/** Between 0 and 1: nothing holds in no case, or in every case. */
export const shareOf =
  (flag: string): OptionReader<number> =>
  (text) => {
    const value = Number(text);
    return text.trim() !== '' && value > 0 && value < 1 ? value : refuse(flag, text, 'a share between 0 and 1, such as 0.9');
  };

export const wholeNumber =
  (flag: string, least: number, most = Number.MAX_SAFE_INTEGER): OptionReader<number> =>
  (text) => {
    const value = Number(text);
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} up` : `from ${least} to ${most}`;
    return /^-?\d+$/.test(text) && value >= least && value <= most
      ? value
      : refuse(flag, text, `a whole number ${range}`);
  };

/** `2027-03-01`: when that day begins by the clock of this computer, in milliseconds since 1970. */
export const dayStart =
  (flag: string): OptionReader<number> =>
  (text) => {
    const [year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).slice(1).map(Number);
    const date = new Date(year ?? NaN, (month ?? NaN) - 1, day);
    const isThatDay = date.getFullYear() === year && date.getMonth() + 1 === month && date.getDate() === day;
    return isThatDay ? date.getTime() : refuse(flag, text, 'a day such as 2027-03-01');
  };

const secondsOf = { s: 1, m: 60, min: 60, h: 3600 } as const;

/** `600s`, `10m`, `1h`, `1h30m` in seconds. */
export const seconds =
  (flag: string, field?: string): OptionReader<number> =>
  (text) => {
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(min|s|m|h)(?:\s(?=\d))?/gy)];
    const value = parts.reduce((sum, part) => sum + Number(part[1]) * secondsOf[part[2] as keyof typeof secondsOf], 0);
    const isWhole = parts.map((part) => part[0]).join('') === text;
    return isWhole && value > 0 ? value : refuse(flag, text, 'a time such as 600s, 10m, 1h or 1h30m', field);
  };

const byteUnits: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

/** `20GB`, `500 MB`, `1.5GiB`, `0` in bytes. */
export const byteCount =
  (flag: string, field?: string): OptionReader<number> =>
  (text) => {
    const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text);
    const unit = byteUnits[match?.[2]?.toUpperCase() ?? '?'];
    const isBare = match?.[2] === '' && Number(match[1]) !== 0;
    return match && unit !== undefined && !isBare
      ? Math.round(Number(match[1]) * unit)
      : refuse(flag, text, 'a size such as 20GB, 500MB or 0', field);
  };

export const choice =
  <T extends string>(flag: string, values: readonly T[]): OptionReader<T> =>
  (text) =>
    values.find((value) => value === text) ??
    refuse(flag, text, `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`);

/** Three numbers with commas, such as a mean of red, green and blue. */
export const triple =
  (flag: string): OptionReader<[number, number, number]> =>
  (text) => {
    const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    const [red, green, blue] = values;
    return values.length === 3 && values.every(Number.isFinite)
      ? [red!, green!, blue!]
      : refuse(flag, text, 'three numbers, such as 0.485,0.456,0.406');
  };
