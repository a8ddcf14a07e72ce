/** Control characters, line and paragraph separators, and the marks that turn the writing direction. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A name from outside as it may stand on a line of a terminal: a newline or an escape sequence in a file name becomes
 * `\n`, `\u001b`. For people only; JSON and CSV carry names as they are.
 */
export const printable = (name: string): string =>
  name.replace(unprintable, (character) =>
    character === '\n'
      ? '\\n'
      : character === '\t'
        ? '\\t'
        : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
