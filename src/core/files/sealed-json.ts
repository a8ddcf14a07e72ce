import { createHash } from 'node:crypto';

const digest = (content: object): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');

/** The text of a JSON object with its own sha256 at its end: that of its content, so that line ends and indentation may change. */
export const sealedJson = (content: object, key = 'sha256'): string =>
  `${JSON.stringify({ ...content, [key]: digest(content) }, null, 2)}\n`;

/** Whether the text of an object has the content it was written with; null where it carries no sha256. @throws SyntaxError */
export function isSealIntact(text: string, key = 'sha256'): boolean | null {
  const { [key]: sha256, ...content } = JSON.parse(text) as Record<string, unknown>;
  return sha256 === undefined ? null : digest(content) === sha256;
}
