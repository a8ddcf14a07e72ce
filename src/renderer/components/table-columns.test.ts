import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextSort, sortedRows } from './table-columns.ts';
import type { TableColumn } from './table-columns.ts';

interface Row {
  name: string;
  value: number | null;
}
const columns: TableColumn<Row>[] = [
  { key: 'name', label: 'Name', sortBy: (row) => row.name },
  { key: 'value', label: 'Value', isNumber: true, sortBy: (row) => row.value },
  { key: 'note', label: 'Note' },
];
const rows: Row[] = [
  { name: 'run 10', value: 2 },
  { name: 'run 9', value: null },
  { name: 'run 2', value: 7 },
];
const names = (key: string, isDescending: boolean) =>
  sortedRows(rows, columns, { key, isDescending }).map((row) => row.name);

test('names are sorted as people count, unknown values stay last', () => {
  expect(names('name', false)).toEqual(['run 2', 'run 9', 'run 10']);
  expect(names('value', false)).toEqual(['run 10', 'run 2', 'run 9']);
  expect(names('value', true)).toEqual(['run 2', 'run 10', 'run 9']);
  expect(names('note', true)).toEqual(['run 10', 'run 9', 'run 2']);
});

test('sorting loses no row and changes none', () => {
  const row = fc.record({ name: fc.string(), value: fc.option(fc.integer()) });
  fc.assert(
    fc.property(fc.array(row), fc.boolean(), (all, isDescending) => {
      const before = [...all];
      const sorted = sortedRows(all, columns, { key: 'value', isDescending });
      expect(all).toEqual(before);
      expect(new Set(sorted)).toEqual(new Set(all));
      const known = sorted.map(({ value }) => value).filter((value) => value !== null);
      expect(known).toEqual([...known].sort((a, b) => (isDescending ? b - a : a - b)));
    }),
  );
});

test('a heading turns its order round, a number begins with the largest', () => {
  expect(nextSort(null, columns[1]!)).toEqual({ key: 'value', isDescending: true });
  expect(nextSort({ key: 'value', isDescending: true }, columns[1]!)).toEqual({ key: 'value', isDescending: false });
  expect(nextSort({ key: 'value', isDescending: true }, columns[0]!)).toEqual({ key: 'name', isDescending: false });
});
