import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectLayout, sortClassNames } from './layout.ts';

const places = (paths: string[]) => {
  const layout = detectLayout(paths);
  return paths.map((path) => {
    const place = layout.place(path);
    return place ? `${place.side ?? '-'} ${place.className}` : null;
  });
};

test('class folders: the first folder is the class, however deep the file lies', () => {
  expect(places(['cats/1.jpg', 'cats/old/deep/2.jpg', 'dogs/3.jpg', 'cover.jpg'])).toEqual([
    '- cats',
    '- cats',
    '- dogs',
    null,
  ]);
});

test('sides: train, val (or valid, validation) and test with class folders', () => {
  for (const val of ['val', 'valid', 'validation', 'Val', 'VALIDATION']) {
    expect(
      places([`train/cats/1.jpg`, `${val}/cats/sub/2.jpg`, 'test/dogs/3.jpg', 'train/4.jpg', 'extra/cats/5.jpg', '6.jpg']),
    ).toEqual(['train cats', 'val cats', 'test dogs', null, null, null]);
  }
});

test('train/ alone is a side only where it holds classes and nothing lies beside it', () => {
  expect(places(['train/cats/1.jpg', 'train/dogs/2.jpg'])).toEqual(['train cats', 'train dogs']);
  expect(places(['train/1.jpg', 'bus/2.jpg'])).toEqual(['- train', '- bus']);
  expect(places(['train/steam/1.jpg', 'train/diesel/2.jpg', 'bus/2.jpg'])).toEqual(['- train', '- train', '- bus']);
  expect(places(['train/1.jpg', 'test/2.jpg'])).toEqual(['- train', '- test']);
  expect(places(['val/cats/1.jpg', 'test/dogs/2.jpg'])).toEqual(['- val', '- test']);
});

test('a class may be called like something every object has', () => {
  expect(places(['constructor/1.jpg', '__proto__/2.jpg', 'toString/x/3.jpg'])).toEqual([
    '- constructor',
    '- __proto__',
    '- toString',
  ]);
});

test('whatever the names, every file two folders deep under train/ and val/ has a side, and no name is changed', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => !/[/\0]/.test(text));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { minLength: 1, maxLength: 20 }), (files) => {
      const layout = detectLayout(['train/a/a', 'val/a/a', ...files.map(([folder, file]) => `train/${folder}/${file}`)]);
      for (const [folder, file] of files) {
        expect(layout.place(`train/${folder}/${file}`)).toEqual({ side: 'train', className: folder });
      }
    }),
  );
});

test('labels are in the order of code points, as Python sorts them', () => {
  // Python: sorted(['b', 'a', 'Z', 'é', '10', '9', '😀', '｡'])
  expect(sortClassNames(['b', 'a', 'Z', 'é', '10', '9', '😀', '｡'])).toEqual(['10', '9', 'Z', 'a', 'b', 'é', '｡', '😀']);
});

const kinds = (paths: string[]) => {
  const { kind, unclear, sides, ignored } = detectLayout(paths);
  return { kind, unclear, sides: [...sides], ignored: ignored.map(({ folder, reason }) => `${folder}: ${reason}`) };
};
const inside = (folder: string, ...classes: string[]): string[] => classes.map((name) => `${folder}/${name}/1.jpg`);
const sidesOnly = { kind: 'sides', unclear: null, ignored: [] };

test.each([
  ['Training', 'Testing'],
  ['TRAIN', 'VALID'],
  ['training_set', 'test_set'],
  ['training_set/training_set', 'test_set/test_set'],
  ['seg_train/seg_train', 'seg_test/seg_test'],
  ['train2017', 'val2017'],
  ['01_train', '02_val'],
  ['images_train', 'images_eval'],
  ['TrainSet', 'ValSet'],
  ['trainset', 'testset'],
  ['Train Data', 'Test Data'],
  ['train', 'dev'],
  ['train', 'hold-out'],
  ['train', 'Hold Out (1)'],
  ['train/images', 'test/images'],
  ['archive/train', 'archive/test'],
  ['archive/data/train', 'archive/data/validation'],
  ['x-train', 'x-test'],
  ['trainval', 'test'],
  ['train', 'test-dev2017'],
])('layouts: the usual words for sides, %s and %s', (first, second) => {
  const paths = [...inside(first, 'a', 'b'), ...inside(second, 'a', 'b')];
  expect(kinds(paths)).toMatchObject(sidesOnly);
  expect(places(paths)).toEqual(['train a', 'train b', expect.stringMatching(/^(val|test) a$/), expect.stringMatching(/^(val|test) b$/)]);
});

test.each(['trains', 'trainers', 'testimony', 'retrain', 'validator', 'train station', 'developer', 'test tube', 'train_test', 'attest'])(
  'layouts: "%s" is a class and no side',
  (name) => {
    expect(kinds([...inside('train', 'a', 'b'), ...inside(name, 'c', 'd')]).kind).toBe('classes');
  },
);

test('layouts: train/ beside a flat test/ of pictures without labels is a side; the rest is left out and said', () => {
  const paths = [...inside('train', 'a', 'b'), 'test/1.jpg', 'seg_pred/seg_pred/2.jpg'];
  expect(kinds(paths)).toEqual({
    kind: 'sides',
    unclear: null,
    sides: ['train'],
    ignored: ['seg_pred: no-side', 'test: no-class-folders'],
  });
  expect(places(paths).slice(2)).toEqual([null, null]);
  expect(kinds([...inside('train', 'a', 'b'), ...inside('val', 'a'), 'extra/cats/1.jpg']).ignored).toEqual(['extra: no-side']);
});

test.each([
  ['years', [...inside('2023', 'cats', 'dogs'), ...inside('2024', 'cats', 'dogs')], 'shared-names'],
  ['folds', ['1', '2', '3'].flatMap((n) => inside(`fold${n}`, 'a', 'b', 'c')), 'shared-names'],
  ['two of three', [...inside('x', 'a', 'b'), ...inside('y', 'a', 'b'), 'z/1.jpg'], 'shared-names'],
  ['a year without dogs', [...inside('2023', 'cats', 'dogs'), ...inside('2024', 'cats')], 'shared-names'],
  ['a few names of many', [...inside('cats', 'siamese', 'other'), ...inside('dogs', 'poodle', 'other')], null],
  ['one class a year', [...inside('2023', 'cats'), ...inside('2024', 'cats')], 'shared-names'],
  ['each in a folder of its own name', [...inside('2023/2023', 'cats', 'dogs'), ...inside('2024/2024', 'cats', 'dogs')], 'shared-names'],
  ['in a folder', [...inside('all/2023', 'cats', 'dogs'), ...inside('all/2024', 'cats', 'dogs')], 'shared-names'],
  ['composed and decomposed', [...inside('2023', 'Übung', 'é'), ...inside('2024', 'U\u0308bung', 'e\u0301')], 'shared-names'],
  ['flat sides', ['train/1.jpg', 'test/2.jpg'], 'side-words'],
  ['sides without training', [...inside('val', 'a', 'b'), ...inside('test', 'a', 'b')], 'side-words'],
  ['one class in train, flat test', [...inside('train', 'a'), 'test/1.jpg'], 'side-words'],
  ['half of three', [...inside('x', 'a', 'b'), 'y/1.jpg', 'z/1.jpg'], null],
  ['own pictures beside old/', ['cats/1.jpg', 'cats/2.jpg', 'cats/old/3.jpg', 'dogs/1.jpg', 'dogs/2.jpg', 'dogs/old/3.jpg'], null],
  ['images/ in every class', [...inside('cats', 'images'), ...inside('dogs', 'images')], null],
  ['a railway', [...inside('train', 'steam', 'diesel'), ...inside('bus', 'red', 'blue')], null],
  ['sides in the classes', [...inside('cats', 'train', 'test'), ...inside('dogs', 'train', 'test')], null],
  ['one class alone', inside('cats', 'day', 'night'), null],
] as const)('layouts: %s', (_, paths, unclear) => {
  expect(detectLayout([...paths]).unclear).toBe(unclear);
  // What a person said is never asked again.
  for (const choice of ['sides', 'classes', 'inner'] as const) expect(detectLayout([...paths], choice)).toMatchObject({ kind: choice, unclear: null });
});

test('layouts: eval beside val is the last check, alone it is validation', () => {
  const sides = (...names: string[]) => places(names.flatMap((name) => inside(name, 'a'))).map((place) => place?.split(' ')[0]);
  expect(sides('train', 'eval')).toEqual(['train', 'val']);
  expect(sides('train', 'val', 'eval')).toEqual(['train', 'val', 'test']);
  expect(sides('train', 'dev', 'evaluation', 'test')).toEqual(['train', 'val', 'val', 'test']);
});

test('layouts: what was said decides', () => {
  const paths = [...inside('2023', 'cats', 'dogs'), ...inside('2024', 'cats')];
  const read = (choice: 'classes' | 'inner' | 'sides', all = paths) => all.map((path) => detectLayout(all, choice).place(path));
  expect(read('inner')).toEqual(['cats', 'dogs', 'cats'].map((className) => ({ className, side: null })));
  expect(read('classes').map((place) => place?.className)).toEqual(['2023', '2023', '2024']);
  expect(read('sides')).toEqual([null, null, null]);
  const wrapped = paths.map((path) => `all/${path}`);
  expect(read('classes', wrapped).map((place) => place?.className)).toEqual(['2023', '2023', '2024']);
  const sides = [...inside('train', 'a'), ...inside('test', 'b'), ...inside('c', 'd')];
  expect(read('sides', sides)).toEqual([{ className: 'a', side: 'train' }, { className: 'b', side: 'test' }, null]);
  expect(read('classes', sides).map((place) => place?.className)).toEqual(['train', 'test', 'c']);
});

test('layouts: sides inside the class folders stay sides', () => {
  const paths = [...inside('cats', 'train', 'test'), ...inside('dogs', 'train', 'test'), 'birds/1.jpg'];
  expect(places(paths)).toEqual(['train cats', 'test cats', 'train dogs', 'test dogs', '- birds']);
});

test('Unicode: class folders that look alike are one class, spelled as one of them', () => {
  const [composed, decomposed] = ['Übung'.normalize('NFC'), 'Übung'.normalize('NFD')];
  expect(places([...inside('train', composed, 'b'), ...inside('val', decomposed, 'b')])).toEqual([
    `train ${composed}`,
    'train b',
    `val ${composed}`,
    'val b',
  ]);
  expect(places([`${decomposed}/1.jpg`, 'b/1.jpg'])).toEqual([`- ${decomposed}`, '- b']);
});

const tree = (tops: string[], sides: string[], classes: string[]): string[] =>
  tops.flatMap((top) => sides.flatMap((side) => inside(`${top}/${side}`, ...classes)));

test.each([
  ['folds', tree(['fold_1', 'fold_2', 'fold_3'], ['train', 'val'], ['oak', 'birch']), ['birch', 'oak'], ['train', 'val']],
  ['years', tree(['2023', '2024'], ['train', 'test'], ['a', 'b']), ['a', 'b'], ['train', 'test']],
  ['things', tree(['bottle', 'cable'], ['train', 'test'], ['good', 'broken']), ['broken', 'good'], ['train', 'test']],
  [
    'things of which only good ones are trained',
    [...tree(['bottle', 'cable'], ['train'], ['good']), ...tree(['bottle', 'cable'], ['test'], ['good', 'broken'])],
    ['broken', 'good'],
    ['train', 'test'],
  ],
  ['folds with pictures between', tree(['a/images', 'b/images'], ['Training', 'Testing'], ['x', 'y']), ['x', 'y'], ['train', 'test']],
  ['folds in a folder of their own name', tree(['a/a', 'b/b'], ['train', 'test'], ['x', 'y']), ['x', 'y'], ['train', 'test']],
  ['training alone', tree(['fold_1', 'fold_2'], ['train'], ['a', 'b']), ['a', 'b'], ['train']],
  ['one of two', [...tree(['fold_1'], ['train', 'val'], ['a', 'b']), 'notes/1.jpg'], ['a', 'b'], ['train', 'val']],
  ['in a folder', tree(['all/1', 'all/2'], ['train', 'val'], ['a', 'b']), ['a', 'b'], ['train', 'val']],
] as const)('layouts: three levels, %s: sides below the top folders that hold class folders are asked about', (_, paths, classes, sides) => {
  expect(detectLayout([...paths])).toMatchObject({ kind: 'classes', unclear: 'shared-names' });
  const inner = detectLayout([...paths], 'inner');
  expect([...inner.sides]).toEqual(sides);
  const found = paths.flatMap((path) => inner.place(path) ?? []);
  expect([...new Set(found.map(({ className }) => className))].toSorted()).toEqual(classes);
  expect(found.every(({ side }, i) => side === inner.side(paths[i]!) && side !== null)).toBe(true);
});

test('layouts: three levels, folders such as images/ in the sides of a class are no classes', () => {
  const paths = tree(['cats', 'dogs'], ['train', 'test'], ['images']);
  expect(kinds(paths)).toMatchObject({ kind: 'classes', unclear: null, sides: ['train', 'test'] });
  expect(kinds([...inside('vehicles/train', 'steam', 'diesel'), ...inside('tools', 'saw')])).toMatchObject({ kind: 'classes', unclear: null });
});

test.each([
  ['asl_alphabet_train', 'asl_alphabet_test'],
  ['asl_alphabet_train/asl_alphabet_train', 'asl_alphabet_test/asl_alphabet_test'],
  ['asl_train/train', 'asl_test/test'],
  ['Trainingsdaten', 'Testdaten'],
  ['Trainingsbilder', 'Validierungsbilder'],
  ['Trainings-Daten', 'Validierungs-Daten'],
  ['entrainement', 'validation'],
  ['entra\u00eenement', 'test'],
  ['entrai\u0302nement', 'validation'],
  ['données_entraînement', 'données_test'],
  ['fruits-360_Training', 'fruits-360_Test'],
])('layouts: words that all top folders share say nothing, %s and %s, filled or flat', (first, second) => {
  const filled = [...inside(first, 'A', 'B'), ...inside(second, 'A', 'B')];
  expect(kinds(filled)).toMatchObject(sidesOnly);
  expect(places(filled)).toEqual(['train A', 'train B', expect.stringMatching(/^(val|test) A$/), expect.stringMatching(/^(val|test) B$/)]);
  const flat = [...inside(first, 'A', 'B'), `${second}/1.jpg`];
  expect(kinds(flat)).toMatchObject({ kind: 'sides', unclear: null, sides: ['train'], ignored: [`${second.split('/')[0]}: no-class-folders`] });
  expect(places(flat)).toEqual(['train A', 'train B', null]);
});

test('layouts: folders that differ in a side word alone are asked about', () => {
  const flat = ['train_cats', 'train_dogs', 'test_cats', 'test_dogs'].map((name) => `${name}/1.jpg`);
  expect(detectLayout(flat).unclear).toBe('side-words');
  expect(detectLayout(flat, 'classes').place(flat[0]!)).toEqual({ className: 'train_cats', side: null });
  expect(detectLayout(['catsTrain/1.jpg', 'cats-val/1.jpg', 'birds/1.jpg']).unclear).toBe('side-words');
  const beside = [...inside('asl_train', 'a', 'b'), ...inside('asl_test', 'a', 'b'), ...inside('more', 'c')];
  expect(detectLayout(beside).unclear).toBe('side-words');
  expect(beside.map((path) => detectLayout(beside, 'sides').place(path)?.side)).toEqual(['train', 'train', 'test', 'test', undefined]);
});

test.each([
  ['train station', 'bus station'],
  ['train station', 'bus'],
  ['train', 'car'],
  ['toy train', 'toy car'],
  ['steam train', 'diesel train'],
  ['train_cats', 'train_dogs'],
  ['test tube', 'test strip'],
  ['crash test', 'crash'],
])('layouts: "%s" beside "%s" are classes', (first, second) => {
  for (const paths of [[...inside(first, 'a', 'b'), ...inside(second, 'c', 'd')], [`${first}/1.jpg`, `${second}/1.jpg`]]) {
    expect(kinds(paths)).toMatchObject({ kind: 'classes', unclear: null, sides: [] });
  }
});

test('layouts: whatever the folders are called, top folders that all hold the same two folders are never silently classes', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => !/[/\0]/.test(text));
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 6, selector: (text) => text.normalize('NFC') }), (tops) => {
      const layout = detectLayout(tops.flatMap((top) => inside(top, 'cats', 'dogs')));
      expect(layout.kind === 'sides' || layout.unclear !== null).toBe(true);
    }),
  );
});
