import { lowered } from './powers.ts';

/** What somebody typed or pasted into a number field. */
export type TypedNumber =
  | { readonly is: 'nothing' }
  | { readonly is: 'number'; readonly value: number }
  /** Not a number at all. */
  | { readonly is: 'text' }
  /** One mark before exactly three digits, which is the language's mark of thousands: `1.000` in German, `1,000` in English. */
  | { readonly is: 'unclear'; readonly small: number; readonly large: number };

function marksOf(locale: string): { decimal: string; group: string } {
  const parts = new Intl.NumberFormat(locale).formatToParts(12_345.5);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { decimal: of('decimal'), group: of('group') };
}

/**
 * Reads a number as it is written in the language, and as it is written in English, so that what is copied from a paper or a terminal means
 * the same in every window. Of several marks the last is the decimal one, those before it group by three. A single mark is the decimal
 * one; only where the language takes it for thousands and three digits follow (`1.000` in German) nobody can know, and it is asked, not guessed.
 */
export function readTypedNumber(typed: string, locale: string): TypedNumber {
  const text = typed
    .replaceAll(/[\s\u00a0\u202f'’_]/g, '')
    .replace(/^\u2212/, '-')
    .replace(/[×·]10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)$/, (_, power: string) => `e${lowered(power)}`);
  if (text === '') return { is: 'nothing' };
  const match = /^([+-]?)(\d[\d.,]*|[.,]\d+)(e[+-]?\d+)?$/i.exec(text);
  if (!match) return { is: 'text' };
  const [, sign = '', digits = '', exponent = ''] = match;
  const number = (plain: string): TypedNumber => ({ is: 'number', value: Number(`${sign}${plain}${exponent}`) });
  const marks = [...digits.matchAll(/[.,]/g)].map(({ 0: mark, index }) => ({ mark, index }));
  const last = marks.at(-1);
  if (!last) return number(digits);
  const [whole, fraction] = [digits.slice(0, last.index), digits.slice(last.index + 1)];
  if (marks.length === 1) {
    const small = `${whole || '0'}.${fraction || '0'}`;
    const looksGrouped = last.mark === marksOf(locale).group && exponent === '' && /^[1-9]\d{0,2}$/.test(whole) && fraction.length === 3;
    if (!looksGrouped) return number(small);
    return { is: 'unclear', small: Number(sign + small), large: Number(sign + whole + fraction) };
  }
  const isGrouped = (part: string, mark: string) => new RegExp(`^\\d{1,3}(\\${mark}\\d{3})+$`).test(part);
  const before = marks.slice(0, -1);
  const group = before[0]!.mark;
  if (before.some(({ mark }) => mark !== group)) return { is: 'text' };
  if (group === last.mark) return isGrouped(digits, group) ? number(digits.replaceAll(group, '')) : { is: 'text' };
  return isGrouped(whole, group) ? number(`${whole.replaceAll(group, '')}.${fraction || '0'}`) : { is: 'text' };
}

/** A number as a field holds it: every digit that it has, small ones written out, the decimal mark of the language, no marks of thousands. */
export function writtenNumber(value: number, locale: string): string {
  const [mantissa = '', exponent] = String(value).split('e-');
  const isWrittenOut = exponent !== undefined && Number(exponent) < 15;
  const text = isWrittenOut ? value.toFixed((mantissa.split('.')[1]?.length ?? 0) + Number(exponent)) : String(value);
  return text.replace('.', marksOf(locale).decimal);
}
