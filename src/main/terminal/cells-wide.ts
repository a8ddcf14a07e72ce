import { createRequire } from 'node:module';

type Width = typeof import('string-width').default;

/** What takes one cell a letter, coloured or not. */
// eslint-disable-next-line no-control-regex
const plain = /^(?:[ -~]|\u001b\[\d{1,2}m)*$/;
// eslint-disable-next-line no-control-regex
const colours = /\u001b\[\d{1,2}m/g;

let width: Width | undefined;

/** Cells of a terminal that a line of text takes. Letters that need to be looked up have a library do it, which is loaded then: to make its tables takes longer than all else of most commands. */
export function cellsWide(text: string): number {
  if (plain.test(text)) return text.replace(colours, '').length;
  width ??= (createRequire(import.meta.url)('string-width') as { default: Width }).default;
  return width(text);
}
