import { StudioError } from '../../core/errors.ts';
import { findPictures } from '../../core/datasets/labels/find-pictures.ts';
import type { GroupTable } from '../../core/datasets/version/found-groups.ts';
import { nameKey } from '../../core/same-name.ts';
import type { SaidValues } from '../../shared/said.ts';
import { kindByName } from '../../core/images/picture-kinds.ts';
import { labelColumns, listed } from './label-columns.ts';
import { faultText, isTooWide, readCsv } from './read-csv.ts';

export interface GroupColumns {
  fileColumn?: string;
  groupColumn?: string;
}

/** Usual names of a column that says what belongs together. */
const outright = ['group', 'gruppe'];
const english = 'patient subject case person animal individual specimen plot site station location video sequence series slide study';
const german = 'patienten patientin proband probanden fall tier probe parzelle beet standort ort serie studie';
const usual = `${english} ${german}`.split(' ');
const plain = (name: string): string => nameKey(name).toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '').replace(/(id|number|no|name|nummer|nr)$/, '');

/**
 * What a table `file,group` says of the pictures of a data set; empty cells say nothing. `rest` counts rows that name no picture; the `first` of them, where there is one.
 * @throws StudioError `bad-usage`, field `by` or the flag of a column
 */
export function groupTable(text: string, { fileColumn, groupColumn }: GroupColumns, shown: string, pictures: readonly string[], roots: readonly string[]): { table: GroupTable; rest: number; first?: { line: number; file: string } | undefined } {
  const { records, fault } = readCsv(text);
  const [first] = records;
  if (fault) throw wrong(`${shown}, line ${fault.line}: ${faultText[fault.kind]}`, { kind: 'group-table-fault', table: shown, line: fault.line }, 'Write a quote inside quotes twice.');
  if (!first) throw wrong(`${shown} is empty`, { kind: 'group-table-empty', table: shown }, lineEach);
  const named = groupColumn ?? usualColumn(first.cells, shown);
  const asked = { splitColumn: 'none', ...(fileColumn !== undefined && { fileColumn }), ...(named !== undefined && { labelColumn: named }) };
  if (first.cells.length < 2) throw wrong(`No row of ${shown} names a picture and a group: it has one column only`, { kind: 'group-table-strange', table: shown }, 'Separate columns by a comma, a semicolon or a tab.');
  const { file, label, hasHeader } = columnsOf(first.cells, asked, shown, groupColumn !== undefined);
  const wide = records.find((record) => isTooWide(record, first));
  if (wide) throw wrong(`${shown}, line ${wide.line}: ${wide.cells.length} cells, where line ${first.line} has ${first.cells.length}`, { kind: 'group-table-wide', table: shown, line: wide.line }, 'Put quotes around a name with a separator in it.');
  // Names that look alike are one: a table may come from a computer that writes an umlaut as two characters.
  const rows = records.slice(hasHeader ? 1 : 0).map(({ line, cells }) => ({ line, file: cells[file] ?? '', group: nameKey((cells[label] ?? '').trim()) }));
  const { matches } = findPictures(pictures, rows.map((row) => row.file), roots);
  const [table, lines] = [new Map<string, string>(), new Map<string, number>()];
  for (const [at, { line, group, file: name }] of rows.entries()) {
    const [picture, other] = matches[at]!;
    if (other !== undefined) throw wrong(`${shown}, line ${line}: "${name}" may be several pictures, "${picture}" and "${other}"`, { kind: 'group-table-several', table: shown, line, name, picture: picture!, other }, 'Write its path below the folder, with its ending.');
    if (picture === undefined || group === '') continue;
    const before = table.get(picture);
    if (before !== undefined && before !== group) throw wrong(`${shown}, line ${line}: "${picture}" is in two groups, "${before}" (line ${lines.get(picture)}) and "${group}"`, { kind: 'group-table-twice', table: shown, line, picture, before, group }, 'Leave one of them.');
    if (before === undefined) lines.set(picture, line);
    table.set(picture, group);
  }
  if (table.size === 0) throw wrong(`No row of ${shown} names a picture and a group`, { kind: 'group-table-strange', table: shown }, 'Write paths below the folder, or names; --file-column and --group-column say which columns they are.');
  const unknown = rows.filter((_, at) => matches[at]!.length === 0);
  return { table, rest: unknown.length, first: unknown[0] && { line: unknown[0].line, file: unknown[0].file } };
}

/** What stands in the first line of a table; nothing where it is none. */
export const tableHead = (text: string): string[] => readCsv(text).records[0]?.cells ?? [];

/** The column that usual names say, none where no name does, or where the first line is no header. @throws StudioError `bad-usage` where several may be meant */
function usualColumn(first: readonly string[], shown: string): string | undefined {
  if (first.some((cell) => kindByName(cell))) return undefined;
  const [named, ...others] = [outright, usual].map((names) => first.filter((cell) => names.includes(plain(cell)))).find((found) => found.length > 0) ?? [];
  if (others.length === 0) return named;
  throw new StudioError('bad-usage', `${shown} has several columns that may say what belongs together: ${listed([named!, ...others])}`, { field: 'groupColumn', hint: whichColumn });
}

const whichColumn = 'Say which: --group-column <its name, or its number from 1>.';

/** @param isAsked whether a person named the column of groups: then it is not there, or there twice */
function columnsOf(first: readonly string[], asked: Parameters<typeof labelColumns>[1], shown: string, isAsked: boolean): ReturnType<typeof labelColumns> {
  try {
    return labelColumns(first, asked, shown);
  } catch (error) {
    if (!(error instanceof StudioError) || error.field !== 'labelColumn') throw error;
    if (isAsked) throw new StudioError('bad-usage', error.message, { field: 'groupColumn', ...(error.hint !== undefined && { hint: error.hint }), cause: error });
    throw new StudioError('bad-usage', `Which column of ${shown} says what belongs together cannot be told; it begins ${listed(first)}`, { field: 'groupColumn', hint: whichColumn, cause: error });
  }
}

const lineEach = 'It needs a line a picture: file,group.';
const wrong = (message: string, values: SaidValues, hint: string): StudioError => new StudioError('bad-usage', message, { field: 'by', values, hint });
