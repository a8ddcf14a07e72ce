import stringWidth from 'string-width';

export interface Column {
  title: string;
  /** Numbers stand on the right. */
  align?: 'left' | 'right';
}

/** Columns two spaces apart, titles on top unless all are empty; no line ends in a space. Cells may be coloured. */
export function table(columns: readonly (Column | string)[], rows: readonly (readonly string[])[]): string {
  const heads = columns.map((column) => (typeof column === 'string' ? { title: column } : column));
  const lines = heads.some(({ title }) => title !== '') ? [heads.map(({ title }) => title), ...rows] : rows;
  const widths = heads.map((_, column) => Math.max(0, ...lines.map((line) => stringWidth(line[column] ?? ''))));
  return lines
    .map((line) =>
      heads
        .map(({ align }, column) => {
          const cell = line[column] ?? '';
          const gap = ' '.repeat(widths[column]! - stringWidth(cell));
          return align === 'right' ? gap + cell : cell + gap;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
