const escaped = (character: string): string =>
  character === '\n' ? '\\n' : character === '\t' ? '\\t' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Control characters, line and paragraph separators, and the marks that turn the writing direction. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A name from outside as it may stand on a line of a terminal: a newline or an escape sequence in a file name becomes
 * `\n`, `\u001b`. For people only; JSON and CSV carry names as they are.
 */
export const printable = (name: string): string =>
  name.replace(unprintable, escaped);

/** Our own colours (`styleText`), which alone may be sent to a terminal beside line ends. */
// eslint-disable-next-line no-control-regex
const ours = /(\n|\u001b\[\d{1,2}m)/;

/** Lines of a whole answer, the last guard where one forgot {@link printable}: everything that moves a cursor or turns text is shown. */
export const printableText = (text: string): string =>
  text
    .split(ours)
    .map((part, i) => (i % 2 === 1 ? part : printable(part)))
    .join('');

/** JSON whose text no terminal takes for a command; it reads back the same. */
export const printableJson = (value: unknown): string => JSON.stringify(value).replace(unprintable, escaped);
