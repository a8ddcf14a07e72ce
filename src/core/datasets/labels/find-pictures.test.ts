import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPictures } from './find-pictures.ts';

const pictures = ['cats/1.jpg', 'cats/2.JPG', 'dogs/1.jpg', 'dogs/3.png', 'deep/er/4.jpg', 'same/5.jpg', 'same/5.png', 'a\\b.jpg'];
const meant = (name: string, roots: string[] = ['/data/pets']) => findPictures([...pictures, 'Über/é.jpg'.normalize('NFD')], [name, 'cats/1.jpg'], roots).matches[0];

test.each([
  ['a path', 'cats/1.jpg', ['cats/1.jpg']],
  ['Windows', 'cats\\1.jpg', ['cats/1.jpg']],
  ['a name with a backslash', 'a\\b.jpg', ['a\\b.jpg']],
  ['..', './cats//x/../1.jpg', ['cats/1.jpg']],
  ['below the root', '/data/pets/cats/1.jpg', ['cats/1.jpg']],
  ['without its ending', 'cats/2', ['cats/2.JPG']],
  ['an id', '3', ['dogs/3.png']],
  ['a file name', '3.png', ['dogs/3.png']],
  ['part of a path', 'er/4', ['deep/er/4.jpg']],
  ['another case', 'CATS/2.jpg', ['cats/2.JPG']],
  ['another form of Unicode', 'Über/é', ['Über/é.jpg'.normalize('NFD')]],
  ['an id of two pictures', '5', ['same/5.jpg', 'same/5.png']],
  ['a name in two folders', '1.jpg', ['cats/1.jpg', 'dogs/1.jpg']],
  ['another ending', 'cats/1.png', []],
  ['another folder', 'mice/1.jpg', []],
  ['part of a name', 's/1.jpg', []],
  ['above', '../cats/1.jpg', []],
  ['nothing', '', []],
])('%s', (_, name, found) => {
  expect(meant(name)).toEqual(found);
});

test('a path of another computer: what all names begin with is left away, where none is found as it stands', () => {
  const names = ['C:\\Users\\me\\pets\\cats\\1.jpg', 'C:\\Users\\me\\pets\\dogs\\3.png', 'C:\\Users\\me\\pets\\mice\\3.png'];
  expect(findPictures(pictures, names, ['/data/pets'])).toEqual({
    matches: [['cats/1.jpg'], ['dogs/3.png'], []],
    prefix: 'C:/Users/me/pets/',
  });
  // One that is found as it stands says how the others are meant.
  expect(findPictures(pictures, ['cats/1.jpg', 'x/dogs/3.png'], []).matches).toEqual([['cats/1.jpg'], []]);
});

test('every path means its own picture, whatever the names', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1 }), (paths) => {
      expect(findPictures(paths, paths, ['/r']).matches).toEqual(paths.map((one) => [one]));
    }),
  );
});
