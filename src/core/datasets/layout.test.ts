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
