import { styleText } from 'node:util';

// styleText leaves text as it is where the stream is no terminal or NO_COLOR is set.
export const heading = (text: string): string => styleText('bold', text);
export const good = (text: string): string => styleText('green', text);
export const bad = (text: string): string => styleText('red', text);
export const faint = (text: string): string => styleText('dim', text);
/** For stderr. */
export const errorText = (text: string): string => styleText('red', text, { stream: process.stderr });
