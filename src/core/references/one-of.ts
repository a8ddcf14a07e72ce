import { StudioError } from '../errors.ts';

/** One thing that a word can mean, and how to say that one alone. */
export interface Meaning<T> {
  readonly thing: T;
  /** `run 3 "first try"`. */
  readonly what: string;
  /** `#3`. */
  readonly say: string;
}

/** More are counted. */
const named = 5;

/**
 * The only meaning; undefined where there is none.
 * @throws StudioError `bad-usage` where there are several: what each is, and how to say it
 */
export function oneOf<T>(text: string, field: string, meanings: readonly Meaning<T>[]): T | undefined {
  if (meanings.length < 2) return meanings[0]?.thing;
  const shown = meanings.slice(0, named);
  const more = meanings.length > named ? ` and ${meanings.length - named} more` : '';
  throw new StudioError('bad-usage', `"${text}" can mean ${shown.map(({ what }) => what).join(', or ')}${more}`, {
    field,
    hint: `Say which: ${shown.map(({ say }) => say).join(' or ')}.`,
  });
}
