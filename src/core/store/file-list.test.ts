import { expect, test } from 'vitest';
import { fileList } from './file-list.fixture.ts';
import { packFiles } from './packed-files.ts';
import type { KnownFile } from './scanned-file.ts';

const good: KnownFile = {
  id: 7,
  path: 'b/1.png',
  sha256: '0123456789abcdef'.repeat(4),
  problem: null,
  problemValues: null,
  sizeBytes: 2 ** 40,
  modifiedMs: 1.25,
  stamp: { inode: 2 ** 52, changedMs: 3.5 },
  width: 4,
  height: 3,
  isDim: true,
};
const bad: KnownFile = { ...good, id: NaN, path: 'a/ü.png', sha256: null, problem: 'cut', problemValues: { kind: 'cut' }, stamp: null, width: null, height: null, isDim: false };
const whole = ({ id, path, sha256, problem, problemValues, sizeBytes, modifiedMs, stamp, width, height, isDim }: KnownFile): KnownFile => ({ id, path, sha256, problem, problemValues, sizeBytes, modifiedMs, stamp, width, height, isDim });
const numbered = (count: number): KnownFile[] => Array.from({ length: count }, (_, i) => ({ ...good, path: `c/${String(i).padStart(5, '0')}`, sha256: i.toString(16).padStart(64, '0') }));

/** As objects, packed, and what becomes packed on the way. */
const kinds = [
  ['few', fileList, 5000],
  ['packed', packFiles, 5000],
  ['many', fileList, 25_000],
] as const;

test.each(kinds)('files come out as they went in, by path, each path once (%s)', (_, listed, count) => {
  const many = numbered(count);
  const files = listed([good, bad, { ...bad, path: good.path }, { ...good, path: 'b/2', sha256: 'aa' }, ...many.toReversed()]);
  expect([files.length, files.find(bad.path), files.find(many.at(-1)!.path), files.find('none'), files.at(-1), files.at(files.length)]).toEqual([count + 4, 1, 4, -1, undefined, undefined]);
  files.sortByPath();
  expect(Array.from(files, whole)).toEqual([bad, good, { ...good, path: 'b/2', sha256: 'aa' }, ...many]);
});

test.each(kinds)('names that look alike stay two files, and odd ones what they are (%s)', (_, listed) => {
  const names = ['a/e\u0301.png', 'a/\u00e9.png', 'a/new\nline.png', 'a/ blank .png', 'a/😀.png', 'a/\uffff.png', "a/it's \"quoted\".png", `a/${'long '.repeat(800)}.png`];
  const files = listed(names.map((path) => ({ ...good, path })));
  for (const path of [...names.toReversed(), ...names]) expect(files.at(files.find(path))?.path).toBe(path);
  files.sortByPath();
  expect(Array.from(files, ({ path }) => path)).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
});

test('what is added after a look is found too', () => {
  const files = fileList([good]);
  expect(files.find(bad.path)).toBe(-1);
  files.add(bad);
  expect([files.find(bad.path), files.find(good.path)]).toEqual([1, 0]);
});
