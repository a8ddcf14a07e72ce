import { readTypedNumber } from '../../format/typed-number.ts';

/** Values of a list that was typed: `0.01, 0.03, 0.1`, in German also `0,01; 0,03` and `0,01, 0,03`. */
export type TypedValues = { readonly values: readonly (string | number)[] } | { readonly problem: 'no-number' | 'unclear'; readonly text: string };

/** Between values stands a semicolon, white space, or a comma with space after it; where the comma marks no decimals, a comma alone too. */
function parts(text: string, isDecimalComma: boolean): string[] {
  const between = isDecimalComma ? /\s*;\s*|,\s+|\s+/ : /\s*[;,]\s*|\s+/;
  return text.split(between).map((part) => part.replace(/,$/, '').trim()).filter((part) => part !== '');
}

/** Each value once, in the order typed; sizes are whole numbers or `128-224`. Pure. */
export function readTypedValues(text: string, kind: 'number' | 'text' | 'size', locale: string): TypedValues {
  if (kind === 'text') return { values: [...new Set(parts(text, true))] };
  if (kind === 'size') return { values: [...new Set(parts(text, false).map((part) => (/^\d+$/.test(part) ? Number(part) : part)))] };
  const isDecimalComma = new Intl.NumberFormat(locale).format(0.5).includes(',');
  const values: number[] = [];
  for (const part of parts(text, isDecimalComma)) {
    const read = readTypedNumber(part, locale);
    if (read.is === 'unclear') return { problem: 'unclear', text: part };
    if (read.is !== 'number') return { problem: 'no-number', text: part };
    values.push(read.value);
  }
  return { values: [...new Set(values)] };
}
