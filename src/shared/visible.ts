const escaped = (character: string): string => (character === '\n' ? '\\n' : character === '\t' ? '\\t' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Control characters, line and paragraph separators, and the marks that turn the writing direction. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A name from outside as people are shown it, on a terminal, on a page, in a title: a newline or an escape sequence in it becomes `\n`, `\u001b`, so that it can do
 * nothing to what stands around it. For people only; JSON and CSV carry names as they are.
 */
export const visible = (name: string): string => name.replace(invisible, escaped);
