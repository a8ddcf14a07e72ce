import { raised } from './powers.ts';

/** Numbers for people, through Intl. All pure; `locale` is a BCP 47 tag. A value that is not known is shown as a dash. */
export const unknown = '–';

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, options);
  formats.set(key, made);
  return made;
}

const isNumber = (value: number | null | undefined): value is number => typeof value === 'number' && Number.isFinite(value);

/** 1284 -> "1,284". */
export function formatCount(value: number | null | undefined, locale: string): string {
  if (!isNumber(value)) return unknown;
  // Our languages write it so; the first format that a window makes takes it 10 ms.
  if (Number.isInteger(value) && value >= 0 && value < 1000) return String(value);
  return numberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** 0.934 -> "93.4 %" as the language writes it. `digits` after the point, 1 unless told. */
export function formatPercent(fraction: number | null | undefined, locale: string, digits = 1): string {
  if (!isNumber(fraction)) return unknown;
  return numberFormat(locale, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    fraction,
  );
}

/** Fixed digits after the point, as for losses: 0.35712 -> "0.357". */
export function formatDecimal(value: number | null | undefined, locale: string, digits = 3): string {
  if (!isNumber(value)) return unknown;
  return numberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** Three digits that count, as a learning rate: 0.000085 -> "0.000085"; below 0.00001, and from a thousand million on, 1.22e-7 -> "1.22 × 10⁻⁷". */
export function formatSignificant(value: number | null | undefined, locale: string, digits = 3): string {
  if (!isNumber(value)) return unknown;
  const size = Math.abs(value);
  const notation = size !== 0 && (size < 1e-5 || size >= 1e9) ? 'scientific' : 'standard';
  const written = numberFormat(locale, { maximumSignificantDigits: digits, notation }).format(value);
  return written.replace(/E(.*)/, (_, exponent: string) => `\u00a0×\u00a010${raised(exponent)}`);
}

/** Digits that count, written out however small: 0.0000021, as a receipt says it. */
export function formatWrittenOut(value: number | null | undefined, locale: string, digits = 2): string {
  return isNumber(value) ? numberFormat(locale, { maximumSignificantDigits: digits }).format(value) : unknown;
}

/** 23508032 -> "23.5M", as parameters are counted. */
export function formatCompact(value: number | null | undefined, locale: string): string {
  if (!isNumber(value)) return unknown;
  return numberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

/** 2565 -> "2,565", 11_180_000 -> "11.2 million": short enough to be read aloud. */
export function formatAmount(value: number | null | undefined, locale: string): string {
  if (!isNumber(value) || Math.abs(value) < 1e6) return formatCount(value, locale);
  const options = {
    notation: 'compact',
    compactDisplay: 'long',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  } as const;
  return numberFormat(locale, options).format(value);
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Decimal units, as disks are sold: 98_300_000 -> "98 MB", 1_940_000_000 -> "1.9 GB". */
export function formatBytes(bytes: number | null | undefined, locale: string): string {
  if (!isNumber(bytes)) return unknown;
  let power = 0;
  let value = bytes;
  // 999.5 would be rounded to 1,000 of its unit.
  while (Math.abs(value) >= 999.5 && power < byteUnits.length - 1) {
    value /= 1000;
    power += 1;
  }
  const digits = power > 0 && Math.abs(value) < 9.95 ? 1 : 0;
  return numberFormat(locale, {
    style: 'unit',
    unit: byteUnits[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: digits,
  }).format(value);
}

/** 82.4 -> "82 pictures/s" needs a word of the language: this gives the number, whole from 10 on. */
export function formatRate(perSecond: number | null | undefined, locale: string): string {
  if (!isNumber(perSecond)) return unknown;
  return numberFormat(locale, { maximumFractionDigits: perSecond < 10 ? 1 : 0 }).format(perSecond);
}
