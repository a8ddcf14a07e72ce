/** A column of a DataTable. Numbers stand at the right, their unit in the heading. */
export interface TableColumn<Row> {
  key: string;
  label: string;
  unit?: string;
  /** The exact term, shown when pointed at. */
  term?: string;
  isNumber?: boolean;
  /** What is shown where there is no slot `cell-<key>`. */
  text?: (row: Row) => string;
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
