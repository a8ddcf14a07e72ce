import { StudioError } from '../../core/errors.ts';
import type { LabelTableFile, LabelTableRow } from '../../core/datasets/labels/match-labels.ts';
import { sideOfName } from '../../core/datasets/known/side-words.ts';
import { ambiguous, isValidationColumn, labelColumns, type AskedColumns, type LabelColumns } from './label-columns.ts';
import { faultText, isTooWide, type CsvRecord, type CsvTable } from './read-csv.ts';
import type { Split } from '../../shared/split.ts';

/**
 * Rows `file,label[,split][,excluded]` of a table (`readCsv`) as a person or another program wrote it, and as `labels export` does, and the
 * columns that say none of it. `shown` is how sentences call it.
 * @throws StudioError `bad-usage`, field `csv` or the flag of a column, naming the first line that is wrong
 */
export function labelRows({ records, fault }: CsvTable, asked: AskedColumns, shown: string): Omit<LabelTableFile, 'source'> {
  if (fault) {
    throw wrong(`${shown}, line ${fault.line}: ${faultText[fault.kind]}`, 'Write a quote inside quotes twice.');
  }
  const [first] = records;
  if (!first) throw wrong(`${shown} is empty`, 'It needs a line a picture: file,label.');
  const columns = labelColumns(first.cells, asked, shown);
  const rows = columns.hasHeader ? records.slice(1) : records;
  if (rows.length === 0) throw wrong(`${shown} has a header and no row`, 'It needs a line a picture: file,label.');
  const split = splitColumn(first, columns, rows, shown);
  const isTrueOrFalse = saysTrueOrFalse(first, columns, split);
  const read = rows.map((record): LabelTableRow => {
    const at = `${shown}, line ${record.line}`;
    checkWidth(record, first, at);
    const cell = (position: number | null): string => (position === null ? '' : (record.cells[position] ?? ''));
    return {
      line: record.line,
      file: cell(columns.file),
      label: cell(columns.label),
      split: sideIn(cell(split), isTrueOrFalse, at),
      isExcluded: excludedIn(cell(columns.excluded), at),
    };
  });
  return { rows: read, notRead: notRead(first, { ...columns, split }, rows) };
}

const saysTrueOrFalse = (first: CsvRecord, { hasHeader }: LabelColumns, position: number | null): boolean =>
  hasHeader && position !== null && isValidationColumn(first.cells[position]!);

/** The column of sides: the one that is told outright, else the one that may be and has nothing but sides. */
function splitColumn(first: CsvRecord, columns: LabelColumns, rows: readonly CsvRecord[], shown: string): number | null {
  if (columns.split !== null) return columns.split;
  const found = columns.perhapsSplit.filter((position) => {
    const isTrueOrFalse = saysTrueOrFalse(first, columns, position);
    const said = rows.flatMap(({ cells }) => cells[position] || []);
    return said.length > 0 && said.every((cell) => sideOfCell(cell, isTrueOrFalse) !== undefined);
  });
  if (found.length > 1) throw ambiguous(first.cells, found, 'split', shown);
  return found[0] ?? null;
}

/** Columns in which something stands that is not read: their names, or their numbers where there are no names. */
function notRead(first: CsvRecord, columns: LabelColumns, rows: readonly CsvRecord[]): string[] {
  const used = new Set([columns.file, columns.label, columns.split, columns.excluded]);
  return first.cells.flatMap((name, position) => {
    if (used.has(position) || !rows.some(({ cells }) => cells[position])) return [];
    return columns.hasHeader && name !== '' ? name : String(position + 1);
  });
}

function checkWidth(record: CsvRecord, first: CsvRecord, at: string): void {
  if (!isTooWide(record, first)) return;
  throw wrong(
    `${at}: ${record.cells.length} cells, where line ${first.line} has ${first.cells.length}`,
    'Put quotes around a name with a separator in it.',
  );
}

function sideIn(cell: string, isTrueOrFalse: boolean, at: string): LabelTableRow['split'] {
  if (cell === '') return null;
  const side = sideOfCell(cell, isTrueOrFalse);
  if (side !== undefined) return side;
  throw new StudioError('bad-usage', `${at}: "${cell.slice(0, 60)}" is no side of a split`, {
    field: 'splitColumn',
    hint: 'Write train, val or test, or leave it empty; --split-column names another column, or none.',
  });
}

const yesOrNo: Readonly<Record<string, boolean>> = { yes: true, true: true, 1: true, no: false, false: false, 0: false };

/** `isTrueOrFalse`: in a column that says whether a picture is kept for validation. */
function sideOfCell(cell: string, isTrueOrFalse: boolean): Split | undefined {
  const word = cell.toLowerCase();
  if (!isTrueOrFalse || !Object.hasOwn(yesOrNo, word)) return sideOfName(cell);
  return yesOrNo[word]! ? 'val' : 'train';
}

function excludedIn(cell: string, at: string): boolean | null {
  if (cell === '') return null;
  const word = cell.toLowerCase();
  if (Object.hasOwn(yesOrNo, word)) return yesOrNo[word]!;
  throw wrong(`${at}: excluded is "${cell.slice(0, 60)}"`, 'Write yes or no, or leave it empty.');
}

const wrong = (message: string, hint: string): StudioError => new StudioError('bad-usage', message, { field: 'csv', hint });
