import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import type { LabelRow } from '../../core/datasets/views/label-table.ts';
import type { AskedColumns } from './label-columns.ts';
import { labelCsv } from './label-csv.ts';
import { labelRows } from './label-rows.ts';
import { readCsv } from './read-csv.ts';
import { readText } from './read-text.ts';

const said = (text: string, asked = {}) =>
  labelRows(readCsv(text), asked, 'l.csv').rows.map(({ file, label, split }) => [file, label, ...(split ? [split] : [])].join('|'));

test.each([
  ['our header', 'file,label,folder_label,excluded,split\na.jpg,cat,dog,no,val\n', ['a.jpg|cat|val']],
  ['no header', 'a.jpg,cat\nb.jpg,dog\n', ['a.jpg|cat', 'b.jpg|dog']],
  ['no header, sides', 'a.jpg,cat,train\nb.jpg,dog,\n', ['a.jpg|cat|train', 'b.jpg|dog']],
  ['Kaggle', 'id,breed\n000a,boston_bull\n', ['000a|boston_bull']],
  ['any case and order', 'Label;Image ID\ncat;7\n', ['7|cat']],
  ['the surest name', 'id,filename,class\n1,a.jpg,cat\n', ['a.jpg|cat']],
  ['one known name of two', 'filename,kind\na.jpg,cat\n', ['a.jpg|cat']],
  ['a class called like a column', 'a.jpg,target\n', ['a.jpg|target']],
  ['empty cells at the end', 'file,label,,\na.jpg,cat,,,,\n', ['a.jpg|cat']],
  ['fastai', 'fname,image,labels,is_valid\nx,a.jpg,cat,True\ny,b.jpg,cat,False\nz,c.jpg,dog,\n', ['a.jpg|cat|val', 'b.jpg|cat|train', 'c.jpg|dog']],
  ['0 and 1 for validation', 'file,label,valid\na.jpg,cat,1\nb.jpg,cat,0\n', ['a.jpg|cat|val', 'b.jpg|cat|train']],
  ['sides under another name', 'file,label,subset\na.jpg,cat,Training\nb.jpg,cat,Test\n', ['a.jpg|cat|train', 'b.jpg|cat|test']],
  ['a word that is no side', 'file,label,side\na.jpg,cat,left\nb.jpg,cat,test\n', ['a.jpg|cat', 'b.jpg|cat']],
  ['a column of sides and one that is none', 'file,label,set,usage\na.jpg,cat,7,Training\n', ['a.jpg|cat|train']],
  ['whether a file is valid', 'file,label,valid\na.jpg,cat,perhaps\n', ['a.jpg|cat']],
  ['no header, and a third column of something else', 'a.jpg,cat,train\nb.jpg,dog,0.9\n', ['a.jpg|cat', 'b.jpg|dog']],
  ['a prediction table', 'file,label,probability,label_2,probability_2,error\na.jpg,cat,0.9,dog,0.1,\n', ['a.jpg|cat']],
])('columns: %s', (_, text, rows) => {
  expect(said(text)).toEqual(rows);
});

test('columns may be named, or numbered', () => {
  const text = 'ref,kind,part,note\na.jpg,cat,Val,x\n';
  expect(said(text, { fileColumn: 'ref', labelColumn: 'Kind', splitColumn: 'part' })).toEqual(['a.jpg|cat|val']);
  expect(said('x,a.jpg,cat,y\n', { fileColumn: '2', labelColumn: '3' })).toEqual(['a.jpg|cat']);
});

test('a column of sides may be switched off, and one that is told outright may say true and false by its name', () => {
  expect(said('file,label,split\na.jpg,cat,left\n', { splitColumn: 'none' })).toEqual(['a.jpg|cat']);
  expect(said('a.jpg,cat,train\n', { splitColumn: 'none' })).toEqual(['a.jpg|cat']);
  expect(said('file,label,is_valid\na.jpg,cat,true\n', { splitColumn: '3' })).toEqual(['a.jpg|cat|val']);
});

test.each<[string, string, AskedColumns, string[]]>([
  ['ours', 'file,label,split,excluded\na,b,val,no\n', {}, []],
  ['names', 'file,label,side,note,empty\na,b,left,x,\nc,d,test,,\n', {}, ['side', 'note']],
  ['numbers', 'a.jpg,b,left\n', {}, ['3']],
  ['switched off', 'file,label,split\na,b,val\n', { splitColumn: 'none' }, ['split']],
])('columns that were not read are told: %s', (_, text, asked, told) => {
  expect(labelRows(readCsv(text), asked, 'l.csv').notRead).toEqual(told);
});

test.each<[string, string, string, RegExp, AskedColumns?]>([
  ['several file columns', 'file,path,label\na,b,c\n', 'fileColumn', /"file", "path"/],
  ['several label columns', 'file,class,target\na,b,c\n', 'labelColumn', /"class", "target"/],
  ['an unknown column of labels', 'image,MEL,NV,BCC\na,0,1,0\n', 'labelColumn', /"MEL"/],
  ['no header and too many columns', 'a.jpg,1,2,3\n', 'fileColumn', /a\.jpg/],
  ['no header and too many columns beside that of the files', 'a.jpg,1,2,3\n', 'labelColumn', /"1", "2"/, { fileColumn: '1' }],
  ['a column that is not there', 'file,label\na,b\n', 'labelColumn', /no column "x"/, { labelColumn: 'x' }],
  ['one column', 'file\na.jpg\n', 'labelColumn', /one column only/],
  ['a comma in a name', 'file,label\na, b.jpg,cat\n', 'csv', /line 2: 3 cells/],
  ['a side that is none', 'file,label,split\na,b,left\n', 'splitColumn', /"left" is no side/],
  ['a column told outright', 'file,label,side\na,b,left\n', 'splitColumn', /"left" is no side/, { splitColumn: 'side' }],
  ['two columns of sides', 'file,label,set,usage\na,b,train,test\n', 'splitColumn', /"set", "usage"/],
  ['true and false under another name', 'file,label,kept\na,b,true\n', 'splitColumn', /"true" is no side/, { splitColumn: 'kept' }],
  ['an open quote', 'file,label\na,"b\n', 'csv', /line 2: a quote/],
  ['excluded that is neither', 'file,label,excluded\na,b,maybe\n', 'csv', /"maybe"/],
  ['nothing', '\n\n', 'csv', /empty/],
  ['a header alone', 'file,label\n', 'csv', /no row/],
])('%s is refused by name', (_, text, field, message, asked = {}) => {
  expect(() => labelRows(readCsv(text), asked, 'l.csv')).toThrow(
    expect.objectContaining({ code: 'bad-usage', field, message: expect.stringMatching(message) }),
  );
});

test('what labels export writes comes back the same, whatever the names', () => {
  const name = fc.string({
    unit: fc.oneof(fc.constantFrom(',', '"', '\n', '\r', ';', '\t', ' ', '=', "'", '-', '.'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })),
    minLength: 1,
  });
  const row: fc.Arbitrary<LabelRow> = fc.record({
    file: name,
    label: fc.option(name),
    folderLabel: fc.option(name),
    isExcluded: fc.boolean(),
    split: fc.constantFrom('train', 'val', 'test', null),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (rows) => {
      const read = labelRows(readCsv(labelCsv(rows)), {}, 'l.csv').rows;
      expect(read.map(({ line: _, ...rest }) => rest)).toEqual(
        rows.map(({ file, label, isExcluded, split }) => ({ file, label: label ?? '', isExcluded, split })),
      );
    }),
  );
});

test('text as programs save it: byte order marks, UTF-16 with and without one, a code page when told', async () => {
  const file = path.join(tempFolder(), 'l.csv');
  const text = 'file\tlabel\r\nstraße.jpg\tÜbung\r\n';
  const read = (bytes: Buffer, encoding?: string) => {
    writeFileSync(file, bytes);
    return readText(file, 'csv', encoding);
  };
  const little = Buffer.from(text, 'utf16le');
  expect(await read(Buffer.from(text))).toBe(text);
  expect(await read(Buffer.from(`\ufeff${text}`))).toBe(text);
  expect(await read(little)).toBe(text);
  expect(await read(Buffer.from(`\ufeff${text}`, 'utf16le'))).toBe(text);
  expect(await read(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).toBe(text);
  expect(await read(Buffer.from('\ufeff画像,猫', 'utf16le').swap16()), 'where no byte is 0').toBe('画像,猫');
  expect(await read(Buffer.from(text, 'latin1'), 'windows-1252')).toBe(text);
  await expect(read(Buffer.from(text, 'latin1'))).rejects.toMatchObject({ message: expect.stringContaining('not UTF-8') });
  await expect(read(Buffer.from('PK\x03\x04xx'))).rejects.toMatchObject({ message: expect.stringContaining('workbook') });
  await expect(read(Buffer.from('file,label\na.jpg,c\0at\n'))).rejects.toMatchObject({ message: expect.stringContaining('NUL') });
  await expect(read(Buffer.from('a'), 'klingon')).rejects.toMatchObject({ field: 'encoding' });
  await expect(readText(path.dirname(file), 'csv')).rejects.toMatchObject({ code: 'bad-usage', field: 'csv' });
  await expect(readText(`${file}.none`, 'csv')).rejects.toMatchObject({ code: 'not-found', field: 'csv' });
});
