import { stripVTControlCharacters } from 'node:util';

export interface Column {
  title: string;
  /** Numbers stand on the right. */
  align?: 'left' | 'right';
}

/** Columns two spaces apart, titles on top unless all are empty; no line ends in a space. Cells may be coloured. */
export function table(columns: readonly (Column | string)[], rows: readonly (readonly string[])[]): string {
  const heads = columns.map((column) => (typeof column === 'string' ? { title: column } : column));
  const lines = heads.some(({ title }) => title !== '') ? [heads.map(({ title }) => title), ...rows] : rows;
  const widths = heads.map((_, column) => Math.max(0, ...lines.map((line) => displayWidth(line[column] ?? ''))));
  return lines
    .map((line) =>
      heads
        .map(({ align }, column) => {
          const cell = line[column] ?? '';
          const gap = ' '.repeat(widths[column]! - displayWidth(cell));
          return align === 'right' ? gap + cell : cell + gap;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const graphemes = new Intl.Segmenter();
/** East Asian full-width letters and pictographs take two cells. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Cells a text takes in a terminal. */
export function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of graphemes.segment(plain)) width += wide.test(segment) ? 2 : 1;
  return width;
}
