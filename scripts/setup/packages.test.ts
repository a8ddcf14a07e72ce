import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const { packagesMatch, pinnedNode } = await import(new URL('./packages.mjs', import.meta.url).href);
let folder: string;

const packages = {
  '': { name: 'x' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/b': { version: '1.0.0', integrity: 'sha512-b', optional: true },
};

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packages-'));
  write('package-lock.json', JSON.stringify({ packages }));
  write(pinnedNode(), '');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  ['all there', packages, true],
  ['an optional package absent', { 'node_modules/a': packages['node_modules/a'] }, true],
  ['a package absent', { 'node_modules/b': packages['node_modules/b'] }, false],
  ['another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }, false],
  ['other contents', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-c' } }, false],
  ['an optional package of another version', { ...packages, 'node_modules/b': { version: '2.0.0' } }, false],
])('%s', (_name, present, expected) => {
  write('node_modules/.package-lock.json', JSON.stringify({ packages: present }));
  expect(packagesMatch(folder)).toBe(expected);
});

test('an install that did not end does not count', () => {
  expect(packagesMatch(folder)).toBe(false);
});

test('without the pinned Node it does not count', () => {
  write('node_modules/.package-lock.json', JSON.stringify({ packages }));
  rmSync(join(folder, pinnedNode()));
  expect(packagesMatch(folder)).toBe(false);
});
