import { unguarded } from '../../shared/csv.ts';

export interface CsvRecord {
  /** Line of the file on which it begins, from 1. */
  line: number;
  cells: string[];
}

export interface CsvTable {
  delimiter: Delimiter;
  /** Without blank lines. */
  records: CsvRecord[];
  /** Where it is no CSV. */
  fault: { line: number; kind: 'quote-not-closed' | 'text-after-quote' } | null;
}

export const faultText = { 'quote-not-closed': 'a quote is opened that never closes', 'text-after-quote': 'text stands behind a closing quote' } as const;

/** Whether a row has more than the first: mostly an unquoted separator in a name, which shifts what stands behind it. Empty cells at the end are a spreadsheet's. */
export const isTooWide = ({ cells }: CsvRecord, first: CsvRecord): boolean => cells.slice(first.cells.length).some((cell) => cell !== '');

const delimiters = [',', ';', '\t'] as const;
type Delimiter = (typeof delimiters)[number];

/** Records that are looked at to tell the delimiter. */
const looked = 200;

/**
 * Reads a table whose cells are separated by the one of `,` `;` tab under which its records agree best in length; a first line
 * `sep=;`, as Excel knows it, decides. Lines end in `\n`, `\r\n` or `\r`. Outer spaces count inside quotes only; a guard before a formula is taken away.
 */
export function readCsv(text: string): CsvTable {
  const said = /^sep=([,;\t])(?:\r\n|\r|\n|$)/i.exec(text);
  if (said) return parse(text, said[1] as Delimiter, { at: said[0].length, line: 2 });
  const tables = delimiters.map((delimiter) => parse(text, delimiter, { at: 0, line: 1 }, looked));
  const best = tables.toSorted((a, b) => agreement(b) - agreement(a))[0]!;
  return parse(text, best.delimiter, { at: 0, line: 1 });
}

/** How many records are as long as the first, where that has two cells or more. */
function agreement({ records, fault, strayQuotes }: ParsedTable): number {
  const width = records[0]?.cells.length ?? 0;
  if (width < 2) return 0;
  const agreeing = records.filter(({ cells }) => cells.length === width).length / (fault ? 2 : 1);
  // Quotes inside of plain cells are mostly those of cells that another delimiter cuts whole.
  return strayQuotes > 0 ? agreeing / looked : agreeing;
}

type ParsedTable = CsvTable & {
  /** Cells without quotes around them that hold one. */
  strayQuotes: number;
};

function parse(text: string, delimiter: Delimiter, from: { at: number; line: number }, most = Infinity): ParsedTable {
  let { at, line } = from;
  const table: ParsedTable = { delimiter, records: [], fault: null, strayQuotes: 0 };
  const ends = new RegExp(delimiter === '\t' ? '[\t\r\n]' : `[${delimiter}\r\n]`, 'g');
  const blank = delimiter === '\t' ? /[ ]*/y : /[ \t]*/y;
  const skipBlanks = (): void => {
    blank.lastIndex = at;
    at += blank.exec(text)![0].length;
  };
  const endOfPlain = (): number => {
    ends.lastIndex = at;
    return ends.exec(text)?.index ?? text.length;
  };
  /** The text inside quotes that begin at `at`, which moves behind them; null where they do not close. */
  const quoted = (): string | null => {
    const start = at + 1;
    for (let end = text.indexOf('"', start); end >= 0; end = text.indexOf('"', end + 2)) {
      if (text[end + 1] === '"') continue;
      at = end + 1;
      return text.slice(start, end).replaceAll('""', '"');
    }
    return null;
  };
  while (at < text.length && table.records.length < most) {
    const record: CsvRecord = { line, cells: [] };
    let hasQuotes = false;
    for (;;) {
      skipBlanks();
      let cell: string;
      if (text[at] === '"') {
        const inside = quoted();
        if (inside === null) return { ...table, fault: { line, kind: 'quote-not-closed' } };
        hasQuotes = true;
        cell = inside;
        line += lineEnds(inside);
        skipBlanks();
        if (at !== endOfPlain()) return { ...table, fault: { line, kind: 'text-after-quote' } };
      } else {
        const end = endOfPlain();
        cell = text.slice(at, end).trim();
        if (cell.includes('"')) table.strayQuotes += 1;
        at = end;
      }
      record.cells.push(unguarded(cell));
      if (text[at] !== delimiter) break;
      at += 1;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line += 1;
    if (record.cells.length > 1 || record.cells[0] !== '' || hasQuotes) table.records.push(record);
  }
  return table;
}

const lineEnds = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;
