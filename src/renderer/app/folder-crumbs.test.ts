import { expect, test } from 'vitest';
import { folderCrumbs } from './folder-crumbs.ts';

test('every folder above, from the root on', () => {
  expect(folderCrumbs('/home/ann')).toEqual([
    { name: '/', folder: '/' },
    { name: 'home', folder: '/home' },
    { name: 'ann', folder: '/home/ann' },
  ]);
  expect(folderCrumbs('/')).toEqual([{ name: '/', folder: '/' }]);
});

test('nothing above the highest folder that may be seen', () => {
  expect(folderCrumbs('/home/ann/weeds', '/home/ann').map(({ name }) => name)).toEqual(['ann', 'weeds']);
  expect(folderCrumbs('/home/ann', '/home/ann').map(({ name }) => name)).toEqual(['ann']);
  expect(folderCrumbs('/srv', '/home/ann').map(({ name }) => name)).toEqual(['/', 'srv']);
});

test('drives of Windows', () => {
  expect(folderCrumbs('C:\\Users\\ann').map(({ folder }) => folder)).toEqual(['C:\\', 'C:\\Users', 'C:\\Users\\ann']);
});
