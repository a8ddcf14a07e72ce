import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openDatabase, type Database } from '../../store/database.ts';
import { insertDataset } from '../../store/datasets.ts';
import { saveScan } from '../../store/images.ts';
import { saidOfImages, labelLog } from '../../store/labels.ts';
import { datasetState } from '../version/dataset-state.ts';
import { importLabels } from './import-labels.ts';
import { labelTable } from '../views/label-table.ts';
import { labelHistory, redoLabels, setExcluded, setLabel, undoLabels } from './labels.ts';
import type { LabelTableFile } from './match-labels.ts';
import type { Split } from '../../../shared/split.ts';

function withRows(files: readonly string[], bad: readonly string[] = []): Database {
  const db = openDatabase(':memory:');
  insertDataset(db, { id: 'd', name: 'd', root: '/d' });
  const file = (name: string, problem: string | null) => ({
    path: name,
    sha256: `sha of ${name}`,
    sizeBytes: 10,
    modifiedMs: 1,
    width: 4,
    height: 3,
    problem,
  });
  saveScan(db, 'd', [...files.map((name) => file(name, null)), ...bad.map((name) => file(name, 'damaged'))]);
  return db;
}

type Row = [file: string, label: string, split?: Split | null, isExcluded?: boolean | null];
const table = (...rows: Row[]): LabelTableFile => ({
  source: 'l.csv',
  rows: rows.map(([file, label, split = null, isExcluded = null], i) => ({ line: i + 2, file, label, split, isExcluded })),
});
const now = (db: Database): string[] =>
  labelTable(db, 'd').map(({ file, label, isExcluded, split }) => `${file}=${label ?? '?'}${isExcluded ? '-' : ''} ${split ?? ''}`.trim());

test('a table labels flat pictures as one change, which one undo takes back', () => {
  const db = withRows(['1.jpg', '2.jpg', '3.jpg', '4.jpg', 'new.jpg'], ['bad.jpg']);
  const done = importLabels(db, 'd', table(['1', 'cat', 'train'], ['2', 'cat', 'val'], ['3', 'dog', 'test'], ['4', 'dog', 'train', true], ['4', 'dog', 'train', true], ['bad', 'dog'], ['gone', 'dog']));
  expect(done).toMatchObject({ changed: 5, did: { kind: 'import', source: 'l.csv', images: 5 }, excluded: 1, unlabelled: 1 });
  expect(done.report).toEqual({
    rows: 7,
    matched: 5,
    withoutPicture: { count: 1, first: [{ line: 8, file: 'gone' }] },
    withoutRow: { count: 1, first: ['new.jpg'] },
    repeated: { count: 1, first: [{ line: 6, file: '4' }] },
    withoutLabel: { count: 0, first: [] },
    unusable: { count: 1, first: ['bad.jpg'] },
    prefix: null,
    notRead: { count: 0, first: [] },
  });
  const after = ['1.jpg=cat train', '2.jpg=cat val', '3.jpg=dog test', '4.jpg=dog-', 'new.jpg=?'];
  expect(now(db)).toEqual(after);
  expect(labelHistory(db, 'd', 5)).toMatchObject([{ did: { kind: 'import', source: 'l.csv', images: 5 } }]);
  undoLabels(db, 'd');
  expect(now(db)).toEqual(['1.jpg=?', '2.jpg=?', '3.jpg=?', '4.jpg=?', 'new.jpg=?']);
  expect(saidOfImages(db, 'd')).toEqual([]);
  redoLabels(db, 'd');
  expect(now(db)).toEqual(after);
});

test('sides of a table are kept when a picture is labelled by hand later, and what no row names trains', () => {
  const db = withRows(['1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg']);
  importLabels(db, 'd', table(['1', 'cat', 'val'], ['2', 'cat', 'train'], ['3', 'dog', 'val'], ['4', 'dog', 'train']));
  const id = (name: string) => datasetState(db, 'd').images.find(({ file }) => file.path === name)!.file.id;
  setLabel(db, 'd', [id('1.jpg'), id('5.jpg')], 'dog');
  setExcluded(db, 'd', [id('2.jpg')], true);
  setExcluded(db, 'd', [id('2.jpg')], false);
  expect(now(db)).toEqual(['1.jpg=dog val', '2.jpg=cat train', '3.jpg=dog val', '4.jpg=dog train', '5.jpg=dog train']);
});

test('an empty label says nothing, a folder called so keeps its word', () => {
  const db = withRows(['cats/1.jpg', ' odd\nclass /2.jpg', 'dogs/3.jpg']);
  expect(importLabels(db, 'd', table(['cats/1.jpg', ''], [' odd\nclass /2.jpg', ' odd\nclass '])).changed).toBe(0);
  importLabels(db, 'd', table(['cats/1.jpg', '  dogs ']));
  expect(now(db).map((line) => line.split(' ')[0])).toContain('cats/1.jpg=dogs');
});

test.each<[string, Row[], RegExp]>([
  ['two labels of one picture', [['1.jpg', 'cat'], ['./1.jpg', 'dog']], /lines 2 and 3 .*"1\.jpg": "cat", "dog"/],
  ['two sides of one picture', [['1.jpg', 'cat', 'train'], ['1', 'cat', 'val']], /lines 2 and 3/],
  ['an id of two pictures', [['1.jpg', 'cat'], ['2', 'cat']], /line 3: "2" may be 2 pictures, "2\.jpg" and "2\.png"/],
  ['no picture at all', [['x.jpg', 'cat']], /None of the 1 row of l\.csv names one of the 3 pictures; line 2 has "x\.jpg"/],
  ['a label of two lines', [['1.jpg', 'a\nb']], /line 2: .*line break/],
  ['a label without end', [['1.jpg', 'x'.repeat(201)]], /line 2: .*201/],
])('%s: refused, and nothing is changed', (_, rows, message) => {
  const db = withRows(['1.jpg', '2.jpg', '2.png']);
  expect(() => importLabels(db, 'd', table(...rows))).toThrow(
    expect.objectContaining({ code: 'bad-usage', field: 'csv', message: expect.stringMatching(message) }),
  );
  expect(labelLog(db, 'd')).toEqual([]);
});

test('--dry-run says what would change and changes nothing', () => {
  const db = withRows(['1.jpg', '2.jpg']);
  const would = importLabels(db, 'd', table(['1', 'cat'], ['2', 'dog']), { dryRun: true });
  expect(would).toMatchObject({ changed: 2, unlabelled: 0, classes: [{ name: 'cat', count: 1 }, { name: 'dog', count: 1 }] });
  expect([labelLog(db, 'd'), now(db)]).toEqual([[], ['1.jpg=?', '2.jpg=?']]);
});

test('an exported table comes back the same, in this data set and in a fresh one of the same folder', () => {
  const className = fc.constantFrom('cat', 'dog', '=1', 'Übung', "o'b", 'a, b', '"q"');
  const fileName = fc.string({ unit: fc.constantFrom('a', 'b', '1', '.', ' ', ',', '"', '\n', '=', 'é', '\\', "'"), minLength: 1, maxLength: 6 });
  const folder = fc.constantFrom('', 'cat/', 'dog/', ' x\n/', 'train/cat/', 'val/cat/', 'train/dog/');
  const picture = fc.record({ folder, name: fileName, label: fc.option(className), isExcluded: fc.boolean(), split: fc.constantFrom<Split | null>(null, 'train', 'val', 'test') });
  fc.assert(
    fc.property(fc.uniqueArray(picture, { minLength: 1, maxLength: 12, selector: (one) => one.folder + one.name }), (pictures) => {
      const files = pictures.map((one) => one.folder + one.name);
      const db = withRows(files);
      importLabels(db, 'd', table(...pictures.map((one, i): Row => [files[i]!, one.label ?? '', one.split, one.isExcluded])));
      const exported = labelTable(db, 'd');
      const back = table(...exported.map(({ file, label, split, isExcluded }): Row => [file, label ?? '', split, isExcluded]));
      expect(importLabels(db, 'd', back).changed).toBe(0);
      const fresh = withRows(files);
      importLabels(fresh, 'd', back);
      expect(labelTable(fresh, 'd')).toEqual(exported);
    }),
    { numRuns: 60 },
  );
});
