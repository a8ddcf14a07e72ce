/** A column of a DataTable. Numbers stand at the right, their unit in the heading. */
export interface TableColumn<Row> {
  key: string;
  label: string;
  /** Heard, not seen: its cells say it themselves. */
  isLabelHidden?: boolean;
  unit?: string;
  /** The exact term, said beside the heading. */
  term?: string;
  isNumber?: boolean;
  /** What is shown where there is no slot `cell-<key>`. */
  text?: (row: Row) => string;
  /** Text of any length: it takes two lines; what is longer ends in dots, and is read whole when pointed at. */
  isCut?: boolean;
  /** Stays where it is while the others are scrolled sideways: the first one only. */
  isSticky?: boolean;
  /** What a file of the table holds where that is not what is sorted by. */
  raw?: (row: Row) => number | string | null;
  /** What is sorted by; a column without it cannot be sorted. Null goes last in either direction. */
  sortBy?: (row: Row) => number | string | null;
}

export interface TableSort {
  key: string;
  isDescending: boolean;
}

/** Rows in the order asked for; equal ones keep theirs. */
export function sortedRows<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[], sort: TableSort | null): Row[] {
  const sortBy = columns.find((column) => column.key === sort?.key)?.sortBy;
  if (!sort || !sortBy) return [...rows];
  const sign = sort.isDescending ? -1 : 1;
  return rows
    .map((row, index) => ({ row, index, value: sortBy(row) }))
    .sort((a, b) => compare(a.value, b.value, sign) || a.index - b.index)
    .map(({ row }) => row);
}

function compare(a: number | string | null, b: number | string | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), undefined, { numeric: true });
}

/** What a click on a heading makes of the order: numbers begin with the largest. */
export function nextSort<Row>(sort: TableSort | null, column: TableColumn<Row>): TableSort {
  if (sort?.key === column.key) return { key: column.key, isDescending: !sort.isDescending };
  return { key: column.key, isDescending: column.isNumber ?? false };
}

/** Rows and columns of the table for a file, headings first: numbers as they are, in no language. */
export function tableCells<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): (string | number)[][] {
  const told = columns.filter(({ raw, sortBy, text }) => raw ?? sortBy ?? text);
  const cell = (row: Row, { raw, sortBy, text }: TableColumn<Row>) => (raw ?? sortBy ?? text)!(row) ?? '';
  return [told.map(({ label }) => label), ...rows.map((row) => told.map((column) => cell(row, column)))];
}

/** The longest text of each column that has one, which keeps its width while rows come and go. */
export function widestTexts<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): string[] {
  return columns.map(({ text }) => {
    let widest = '';
    if (text) for (const row of rows) if (text(row).length > widest.length) widest = text(row);
    return widest;
  });
}
