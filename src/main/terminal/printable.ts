import { visible } from '../../shared/visible.ts';

/** A name from outside as it may stand on a line of a terminal. */
export const printable = (name: string): string => visible(name);

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
export const printableJson = (value: unknown): string => visible(JSON.stringify(value));
