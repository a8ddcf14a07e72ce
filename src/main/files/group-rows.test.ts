import { expect, test } from 'vitest';
import { groupTable } from './group-rows.ts';

const pictures = ['dock/a.png', 'dock/b.png', 'nettle/c.png'];
const read = (text: string, columns = {}) => groupTable(text, columns, 't.csv', pictures, ['/leaves']);
const groups = (text: string, columns = {}) => [...read(text, columns).table];
const refused = (text: string, columns = {}): { message: string; field: string; hint: string } => {
  try {
    read(text, columns);
  } catch (error) {
    return error as { message: string; field: string; hint: string };
  }
  throw new Error('It was not refused');
};

test('commas, semicolons, tabs, quotes, empty cells and repeated rows', () => {
  const said = [['dock/a.png', 'p1'], ['dock/b.png', 'p, 2']];
  expect(groups('file,patient\ndock/a.png,p1\ndock/b.png,"p, 2"\nnettle/c.png,\n')).toEqual(said);
  expect(groups('age;patient_id;image\r\n3;p1;a.png\r\n\r\n4;"p, 2";dock\\b\r\n3;p1;a.png\r\n')).toEqual(said);
  expect(groups('dock/a.png\tp1\ndock/b.png\tp, 2')).toEqual(said);
});

test('rows that name no picture are counted, with the first of them', () => {
  expect(read('file,patient\ngone.png,p1\na.png,p1\nlost.png,p2')).toMatchObject({ rest: 2, first: { line: 2, file: 'gone.png' } });
  expect(read('file,patient\na.png,p1').first).toBeUndefined();
});

test('a column that was named and is not there, or is there twice, is said to be so; one that cannot be told is asked for', () => {
  expect(refused('file,age\na.png,3', { groupColumn: 'patient' })).toMatchObject({ message: 't.csv has no column "patient"', field: 'groupColumn', hint: 'Name one of "file", "age", or its number from 1.' });
  expect(refused('file,x,x\na.png,3,4', { groupColumn: 'x' })).toMatchObject({ message: 't.csv has 2 columns "x"', field: 'groupColumn' });
  expect(refused('file,age,weight\na.png,3,4')).toMatchObject({
    message: 'Which column of t.csv says what belongs together cannot be told; it begins "file", "age", "weight"',
    field: 'groupColumn',
    hint: 'Say which: --group-column <its name, or its number from 1>.',
  });
  expect(refused('file,patient\na.png,3', { fileColumn: 'path' })).toMatchObject({ message: 't.csv has no column "path"', field: 'fileColumn' });
});

test('a table of one column, of two groups for a picture, of names that may be several, of none that is known', () => {
  expect(refused('\n\n').message).toBe('t.csv is empty');
  expect(refused('patient\np1')).toMatchObject({ message: 'No row of t.csv names a picture and a group: it has one column only', field: 'by', hint: 'Separate columns by a comma, a semicolon or a tab.' });
  expect(refused('file,patient\na.png,p1\ndock/a.png,p2').message).toBe('t.csv, line 3: "dock/a.png" is in two groups, "p1" (line 2) and "p2"');
  expect(() => groupTable('file,patient\na.png,p1', {}, 't.csv', ['x/a.png', 'y/a.png'], [])).toThrow('"a.png" may be several pictures, "x/a.png" and "y/a.png"');
  expect(refused('file,patient\nz.png,p1').message).toBe('No row of t.csv names a picture and a group');
  expect(refused('file,patient\n"a.png,p1').message).toBe('t.csv, line 2: a quote is opened that never closes');
});

test('several columns that may be meant are asked for, unless one of them says so outright; a first line that names a picture is no header', () => {
  expect(refused('file,site,patient_id\na.png,north,p1')).toMatchObject({
    message: 't.csv has several columns that may say what belongs together: "site", "patient_id"',
    field: 'groupColumn',
    hint: 'Say which: --group-column <its name, or its number from 1>.',
  });
  expect(groups('file,site,group\na.png,north,p1')).toEqual([['dock/a.png', 'p1']]);
  expect(groups('a.png,site\nb.png,other')).toEqual([['dock/a.png', 'site'], ['dock/b.png', 'other']]);
});

test('a name with a separator in it shifts its row, which is refused instead of joining all patients of one surname', () => {
  expect(refused('file,patient\na.png,Weber, Ann\nb.png,Weber, Bert')).toMatchObject({
    message: 't.csv, line 2: 3 cells, where line 1 has 2',
    field: 'by',
    hint: 'Put quotes around a name with a separator in it.',
  });
  expect(groups('file,patient\na.png,p1,,\nb.png,p2')).toHaveLength(2);
});

test('German headers are known, and an umlaut in either form is one group', () => {
  const [composed, decomposed] = ['S\u00fcd', 'Su\u0308d'];
  expect(groups(`\ufeffDatei;Patientennummer;Klasse\r\na.png;${composed};x\r\nb.png;${decomposed};x\r\n`.slice(1))).toEqual([['dock/a.png', composed], ['dock/b.png', composed]]);
  expect(read('Bild;Parzelle\na.png;1\nb.png;2')).toMatchObject({ rest: 0 });
});
