import { StudioError } from '../../core/errors.ts';
import type { LabelTableRow } from '../../core/datasets/match-labels.ts';
import { sideOfName } from '../../core/datasets/side-words.ts';
import { labelColumns, type AskedColumns } from './label-columns.ts';
import { readCsv, type CsvRecord } from './read-csv.ts';

/**
 * Rows `file,label[,split][,excluded]` of a table as a person or another program wrote it, and as `labels export` does.
 * `shown` is how sentences call it.
 * @throws StudioError `bad-usage`, field `csv` or the flag of a column, naming the first line that is wrong
 */
export function labelRows(text: string, asked: AskedColumns, shown: string): LabelTableRow[] {
  const { records, fault } = readCsv(text);
  if (fault) {
    const what = fault.kind === 'quote-not-closed' ? 'a quote is opened that never closes' : 'text stands behind a closing quote';
    throw wrong(`${shown}, line ${fault.line}: ${what}`, 'Write a quote inside quotes twice.');
  }
  const [first] = records;
  if (!first) throw wrong(`${shown} is empty`, 'It needs a line a picture: file,label.');
  const columns = labelColumns(first.cells, asked, shown);
  const rows = columns.hasHeader ? records.slice(1) : records;
  if (rows.length === 0) throw wrong(`${shown} has a header and no row`, 'It needs a line a picture: file,label.');
  return rows.map((record) => {
    const at = `${shown}, line ${record.line}`;
    checkWidth(record, first, at);
    const cell = (position: number | null): string => (position === null ? '' : (record.cells[position] ?? ''));
    return {
      line: record.line,
      file: cell(columns.file),
      label: cell(columns.label),
      split: sideIn(cell(columns.split), at),
      isExcluded: excludedIn(cell(columns.excluded), at),
    };
  });
}

/** An unquoted comma in a name shifts what stands behind it; empty cells at the end are a spreadsheet's. */
function checkWidth({ cells }: CsvRecord, first: CsvRecord, at: string): void {
  const extra = cells.slice(first.cells.length).find((cell) => cell !== '');
  if (extra === undefined) return;
  throw wrong(
    `${at}: ${cells.length} cells, where line ${first.line} has ${first.cells.length}`,
    'Put quotes around a name with a separator in it.',
  );
}

function sideIn(cell: string, at: string): LabelTableRow['split'] {
  if (cell === '') return null;
  const side = sideOfName(cell);
  if (side !== undefined) return side;
  throw new StudioError('bad-usage', `${at}: "${cell.slice(0, 60)}" is no side of a split`, {
    field: 'splitColumn',
    hint: 'Write train, val or test, or leave it empty; --split-column names another column.',
  });
}

const yesOrNo: Readonly<Record<string, boolean>> = { yes: true, true: true, 1: true, no: false, false: false, 0: false };

function excludedIn(cell: string, at: string): boolean | null {
  if (cell === '') return null;
  const word = cell.toLowerCase();
  if (Object.hasOwn(yesOrNo, word)) return yesOrNo[word]!;
  throw wrong(`${at}: excluded is "${cell.slice(0, 60)}"`, 'Write yes or no, or leave it empty.');
}

const wrong = (message: string, hint: string): StudioError => new StudioError('bad-usage', message, { field: 'csv', hint });
