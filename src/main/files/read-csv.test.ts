import fc from 'fast-check';
import { expect, test } from 'vitest';
import { processorMs } from '../../../test/processor-ms.ts';
import { csvLine, formulaGuarded, unguarded } from '../../shared/csv.ts';
import { readCsv } from './read-csv.ts';

const cells = (text: string): string[][] => readCsv(text).records.map((record) => record.cells);
const odd = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', '\r', ' ', 'é', '=', '+', '-', '@', "'", '＝', '\u202e') });

test('a delimiter that would cut quoted cells to pieces is none', () => {
  const row = ['', ';a', '\n;a'];
  expect(cells(csvLine(row))).toEqual([row]);
});

test('what we write is read back, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(odd, odd, odd), { minLength: 1 }), (rows) => {
      expect(cells(rows.map(csvLine).join(''))).toEqual(rows);
    }),
  );
});

test('a cell that a spreadsheet would compute is guarded, numbers are not, and every text comes back', () => {
  expect(csvLine(['=HYPERLINK("x")', '+1', '-cat', '@eaDir/1.jpg', '\tx', '\rx', '＝1', -0.5])).toBe(
    `"'=HYPERLINK(""x"")",'+1,'-cat,'@eaDir/1.jpg,"'\tx","'\rx",'＝1,-0.5\n`,
  );
  expect(["'90s", "''", "o'brien"].map(formulaGuarded)).toEqual(["'90s", "''", "o'brien"]);
  expect(formulaGuarded("'=1")).toBe("''=1");
  fc.assert(
    fc.property(odd, (text) => {
      expect(unguarded(formulaGuarded(text))).toBe(text);
      expect(formulaGuarded(text)).not.toMatch(/^[=+\-@\t\r\n]/);
    }),
  );
});

test.each([
  ['comma', 'file,label\na.jpg,cat\n'],
  ['semicolon', 'file;label\r\na.jpg;cat'],
  ['tab', 'file\tlabel\na.jpg\tcat\n\n'],
  ['old Mac', 'file;label\ra.jpg;cat\r'],
  ['sep= of Excel', 'sep=;\r\nfile;label\r\na.jpg;cat\r\n'],
  ['outer spaces', 'file , label\n a.jpg , "cat" \n'],
])('%s', (_, text) => {
  expect(cells(text)).toEqual([
    ['file', 'label'],
    ['a.jpg', 'cat'],
  ]);
});

test('the separator is the one under which records agree', () => {
  expect(cells('file;label\na.jpg;cat, big\nb.jpg;dog, small\n')[1]).toEqual(['a.jpg', 'cat, big']);
  expect(cells('a;1.jpg,cat\nb.jpg,cat\nc.jpg,dog\n')[0]).toEqual(['a;1.jpg', 'cat']);
  expect(cells('"a,b";"c"\n')).toEqual([['a,b', 'c']]);
});

test('lines are counted through quoted line ends; a quote that does not close and text behind one are told', () => {
  expect(readCsv('file,label\n"a\nb",x\nc,y\n').records.map(({ line }) => line)).toEqual([1, 2, 4]);
  expect(readCsv('file,label\na,"x\nb,y\n').fault).toEqual({ line: 2, kind: 'quote-not-closed' });
  expect(readCsv('file,label\na,b\nc,"x"y\n').fault).toEqual({ line: 3, kind: 'text-after-quote' });
  expect(cells('file,label\n5" disc,x\n')[1]).toEqual(['5" disc', 'x']);
});

test('a long cell and many short ones are read in no time', { timeout: 20_000 }, () => {
  const ms = processorMs(() => {
    expect(cells(`a,"${'""x'.repeat(500_000)}"\n`)[0]![1]!.length).toBe(1_000_000);
    expect(readCsv(`a,"${'x'.repeat(3_000_000)}\n`).fault).not.toBeNull();
    expect(cells('folder/picture.jpg,"a label"\n'.repeat(100_000))).toHaveLength(100_000);
  });
  expect(ms).toBeLessThan(5000);
});
