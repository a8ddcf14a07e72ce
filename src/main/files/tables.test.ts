import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { csvLine, formulaGuarded } from '../../shared/csv.ts';
import { createFeatureTable } from './feature-table.ts';
import { npyHeader, npyHeaderBytes } from './npy.ts';
import { createOutputFile } from '../../core/files/output-file.ts';
import { createPredictionTable } from './prediction-table.ts';

/** A reader of RFC 4180, written from the standard: rows of cells. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/gy;
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === '\n') rows.push(row.splice(0));
  }
  return rows;
}

test('any cell survives CSV', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é') }), { minLength: 1 })),
      (rows) => {
        expect(readCsv(rows.map(csvLine).join(''))).toEqual(rows.map((row) => row.map(formulaGuarded)));
      },
    ),
  );
});

test("a .npy file has NumPy's header, float32 rows, and appears when it is whole", async () => {
  const folder = tempFolder();
  const file = path.join(folder, 'f.npy');
  const old = npyHeader(0, 0);
  writeFileSync(file, old);
  const table = await createFeatureTable(file);
  const row = new Float32Array(3);
  for (let i = 0; i < 50_000; i++) await table.append(`${i}.jpg`, row.fill(i));
  expect(readFileSync(file).equals(old)).toBe(true);
  await table.commit();
  const bytes = readFileSync(file);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
  expect(bytes.readUInt16LE(8)).toBe(npyHeaderBytes - 10);
  expect(bytes.toString('latin1', 10, npyHeaderBytes)).toMatch(
    /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(50000, 3\), \} *\n$/,
  );
  expect(bytes.length).toBe(npyHeaderBytes + 50_000 * 12);
  expect([bytes.readFloatLE(npyHeaderBytes), bytes.readFloatLE(bytes.length - 4)]).toEqual([0, 49_999]);
  expect(readdirSync(folder)).toEqual(['f.names.csv', 'f.npy']);
});

test('the header keeps its length for every shape', () => {
  fc.assert(
    fc.property(fc.nat(Number.MAX_SAFE_INTEGER), fc.nat(1e6), (rows, columns) => {
      const header = npyHeader(rows, columns);
      expect([header.length, header.at(-1), header.toString('latin1').includes(`(${rows}, ${columns})`)]).toEqual([
        npyHeaderBytes,
        10,
        true,
      ]);
    }),
  );
});

test('features as CSV keep their float32 values', async () => {
  const file = path.join(tempFolder(), 'f.csv');
  const table = await createFeatureTable(file);
  const values = Float32Array.from([1 / 3, 1e-20, -7, 0]);
  await table.append('a,"b".jpg', values);
  await table.commit();
  const [header, row] = readCsv(readFileSync(file, 'utf8'));
  expect(header).toEqual(['file', 'f0', 'f1', 'f2', 'f3']);
  expect(row![0]).toBe('a,"b".jpg');
  expect(Float32Array.from(row!.slice(1).map(Number))).toEqual(values);
});

test('a file without features has a row of NaN, and names stand beside the table: no row moves', async () => {
  const folder = tempFolder();
  for (const ending of ['npy', 'csv']) {
    const table = await createFeatureTable(path.join(folder, `f.${ending}`), { bom: true });
    await table.append('a.jpg', Float32Array.of(1, 2));
    await table.append('=b\n.jpg', new Float32Array(2).fill(Number.NaN), 'it is "cut off"');
    await table.append('c.jpg', Float32Array.of(3, 4));
    await table.commit();
  }
  expect(readdirSync(folder)).toEqual(['f.csv', 'f.names.csv', 'f.npy']);
  const bytes = readFileSync(path.join(folder, 'f.npy'));
  expect([0, 1, 2, 3, 4, 5].map((i) => bytes.readFloatLE(npyHeaderBytes + 4 * i))).toEqual([1, 2, Number.NaN, Number.NaN, 3, 4]);
  const read = (name: string) => {
    const text = readFileSync(path.join(folder, name), 'utf8');
    expect(text.startsWith('\ufefffile') || text.startsWith('\ufeffrow')).toBe(true);
    return readCsv(text.slice(1));
  };
  expect(read('f.names.csv')).toEqual([['row', 'file', 'error'], ['0', 'a.jpg', ''], ['1', "'=b\n.jpg", 'it is "cut off"'], ['2', 'c.jpg', '']]);
  expect(read('f.csv').slice(1)).toEqual([['a.jpg', '1', '2'], ["'=b\n.jpg", 'NaN', 'NaN'], ['c.jpg', '3', '4']]);
});

test('a table replaces no input, nothing but such a table in a folder that is read, and leaves nothing where it cannot be written', async () => {
  const folder = tempFolder();
  const at = (name: string): string => path.join(folder, name);
  for (const [name, text] of [['a.ppm', 'P3 1 1 255 1 2 3'], ['notes.txt', 'mine'], ['p.csv', 'file,label,probability,error\n'], ['empty', '']]) {
    writeFileSync(at(name!), text!);
  }
  mkdirSync(at('adir'));
  const before = readdirSync(folder);
  const refused = (file: string, inputs: string[]) => expect(createPredictionTable(file, 2, { inputs })).rejects.toMatchObject({ code: 'bad-usage', field: 'csv' });
  await refused(at('a.ppm'), [at('a.ppm')]);
  await refused(at('a.ppm'), [folder]);
  await refused(at('notes.txt'), [folder]);
  await refused(at('adir'), [folder]);
  await refused(path.join(folder, 'x'.repeat(256)), [folder]);
  await refused(at('none/p.csv'), [folder]);
  for (const name of ['p.csv', 'empty', 'new.csv']) await (await createPredictionTable(at(name), 2, { inputs: [folder] })).discard();
  mkdirSync(at('f.names.csv'));
  await expect(createFeatureTable(at('f.npy'))).rejects.toMatchObject({ code: 'bad-usage', field: 'out' });
  expect(readdirSync(folder)).toEqual([...before, 'f.names.csv'].toSorted());
});

test("names beside a table replace nothing of a person's", async () => {
  const folder = tempFolder();
  const [out, names] = [path.join(folder, 'z.npy'), path.join(folder, 'z.names.csv')];
  writeFileSync(names, 'name,born\nAda,1815\n');
  await expect(createFeatureTable(out)).rejects.toMatchObject({ code: 'bad-usage', field: 'out', message: expect.stringContaining('z.names.csv') });
  expect(readFileSync(names, 'utf8')).toBe('name,born\nAda,1815\n');
  expect(readdirSync(folder)).toEqual(['z.names.csv']);
  for (const text of ['row,file,error\n0,a.jpg,\n', '\ufeffrow,file,error\n']) {
    writeFileSync(names, text);
    await (await createFeatureTable(out)).discard();
  }
});

test('predictions: as many pairs as asked, reasons in their column', async () => {
  const file = path.join(tempFolder(), 'p.csv');
  const table = await createPredictionTable(file, 2);
  await table.append({ file: 'a.jpg', top: [{ label: 'x, y', probability: 0.75 }] });
  await table.append({ file: 'b.jpg', error: { code: 'bad-image', message: 'a "web page"' } });
  await table.commit();
  expect(readCsv(readFileSync(file, 'utf8'))).toEqual([
    ['file', 'label', 'probability', 'label_2', 'probability_2', 'error'],
    ['a.jpg', 'x, y', '0.75', '', '', ''],
    ['b.jpg', '', '', '', '', 'a "web page"'],
  ]);
});

test('predictions of one model: how familiar each picture is, empty where that is not known', async () => {
  const file = path.join(tempFolder(), 'f.csv');
  const table = await createPredictionTable(file, 1, { sets: true, familiar: true });
  const top = [{ label: 'x', probability: 0.75 }];
  await table.append({ file: 'a.jpg', top, set: ['x'], familiarity: { score: -0.125, unfamiliar: false } });
  await table.append({ file: 'b.jpg', top, set: ['x'], familiarity: { score: -1.5, unfamiliar: null } });
  await table.append({ file: 'c.jpg', top, set: ['x'] });
  await table.append({ file: 'd.jpg', error: { code: 'bad-image', message: 'bad' } });
  await table.commit();
  expect(readCsv(readFileSync(file, 'utf8')).map((row) => row.slice(3))).toEqual([
    ['set', 'error', 'familiarity', 'unfamiliar'],
    ['["x"]', '', '-0.125', 'false'],
    ['["x"]', '', '-1.5', ''],
    ['["x"]', '', '', ''],
    ['', 'bad', '', ''],
  ]);
});

test('predictions of an ensemble: what each member votes for and gives every class', async () => {
  const file = path.join(tempFolder(), 'm.csv');
  const table = await createPredictionTable(file, 1, { members: { names: ['3', '4'], classes: ['x', 'y'] } });
  await table.append({ file: 'a.jpg', top: [{ label: 'x', probability: 0.5625 }] }, [Float32Array.of(0.75, 0.25), Float32Array.of(0.375, 0.625)]);
  await table.append({ file: 'b.jpg', error: { code: 'bad-image', message: 'bad' } });
  await table.commit();
  expect(readCsv(readFileSync(file, 'utf8'))).toEqual([
    ['file', 'label', 'probability', 'error', '3', '3:x', '3:y', '4', '4:x', '4:y'],
    ['a.jpg', 'x', '0.5625', '', 'x', '0.75', '0.25', 'y', '0.375', '0.625'],
    ['b.jpg', '', '', 'bad', '', '', '', '', '', ''],
  ]);
});

test('a table given up leaves nothing and what was there before', async () => {
  const folder = tempFolder();
  const file = path.join(folder, 'out');
  writeFileSync(file, 'old');
  const output = await createOutputFile(file, { field: 'out', kind: 'text' });
  await output.append('new');
  await output.discard();
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['out']);
  await expect(createOutputFile(path.join(file, 'x'), { field: 'out', kind: 'text' })).rejects.toMatchObject({
    code: 'bad-usage',
    field: 'out',
  });
});
