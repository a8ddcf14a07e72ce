import path from 'node:path';

/** Whether a word can only be a path: `/x`, `./x`, `../x`, `.`, `x/`. `a/b` may be a name too. */
export const isPath = (text: string): boolean => path.isAbsolute(text) || /^\.{1,2}([/\\]|$)|[/\\]$/.test(text);

/** The number that a word of digits is, `#3` and `3` alike; null where it is none. */
export const numberIn = (text: string): number | null => (/^#?\d+$/.test(text) ? Number(text.replace('#', '')) : null);

/** `#3` is a run's number and nothing else. */
export const isOutrightNumber = (text: string): boolean => /^#\d+$/.test(text);

/** What stands behind `id:`; null where the word does not begin so. */
export const outrightId = (text: string): string | null => (text.startsWith('id:') ? text.slice('id:'.length) : null);

/** How a path is said so that it is nothing else. */
export const asPath = (text: string): string => (isPath(text) ? text : `./${text}`);
