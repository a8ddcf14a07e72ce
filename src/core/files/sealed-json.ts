import { createHash } from 'node:crypto';

const digest = (content: object): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');

/** The text of a JSON object with its own `sha256` at its end: that of its content, so that line ends and indentation may change. */
export const sealedJson = (content: object): string => `${JSON.stringify({ ...content, sha256: digest(content) }, null, 2)}\n`;

/** Whether an object that was read has the content it was written with. */
export const isSealIntact = ({ sha256, ...content }: { readonly sha256: string }): boolean => digest(content) === sha256;
