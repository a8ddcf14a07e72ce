import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import {
  clearFeatureCaches,
  defaultCacheBytes,
  listFeatureCaches,
  makeRoom,
} from './cache-budget.ts';
import { storedKey } from './stored-key.ts';
import { freeDiskBytes } from '../files/free-disk.ts';

const kilobyte = 1000;

/** Caches `a` (used first) to `d` (used last) of the given sizes in kB, made in another order. */
function someCaches(sizes: Record<string, number>): string {
  const root = tempFolder();
  for (const [name, size] of Object.entries(sizes).reverse()) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'shard-00000.bin'), new Uint8Array(size * kilobyte - 2));
    const keyFile = join(root, name, 'key.json');
    writeFileSync(keyFile, '{}');
    const used = new Date(Date.UTC(2026, 0, 1 + name.charCodeAt(0)));
    utimesSync(keyFile, used, used);
  }
  return root;
}

const left = (root: string) => readdirSync(root).sort().join('');

test('caches are listed least recently used first, with their bytes', () => {
  const root = someCaches({ a: 3, b: 1, c: 2 });
  mkdirSync(join(root, 'no-cache-of-ours'));
  expect(listFeatureCaches(root).map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
    ['a', 3000],
    ['b', 1000],
    ['c', 2000],
  ]);
  expect(listFeatureCaches(join(root, 'missing'))).toEqual([]);
});

test('a cache that lost its key, or has a folder in its place, is listed and cleared', () => {
  const root = tempFolder();
  const [lost, odd] = ['a'.repeat(32), 'b'.repeat(32)] as const;
  for (const name of [lost, odd]) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'shard-00000.bin'), new Uint8Array(kilobyte));
  }
  mkdirSync(join(root, odd, 'key.json'));
  expect(listFeatureCaches(root).map(({ name }) => name).sort()).toEqual([lost, odd]);
  expect([storedKey(root, lost), storedKey(root, odd)]).toEqual([null, null]);
  writeFileSync(join(root, lost, 'key.json'), '{"cut":');
  expect(storedKey(root, lost)).toBeNull();
  expect(clearFeatureCaches(root).freedBytes).toBeGreaterThanOrEqual(2 * kilobyte);
  expect(left(root)).toBe('');
});

test('clearing says what it gave back', () => {
  const root = someCaches({ a: 3, b: 1, c: 2 });
  expect(clearFeatureCaches(root, ['b', 'x'])).toEqual({ freedBytes: 1000, inUse: [] });
  expect(left(root)).toBe('ac');
  expect(clearFeatureCaches(root)).toEqual({ freedBytes: 5000, inUse: [] });
  expect(left(root)).toBe('');
});

test('the least recently used go first, only as many as needed', () => {
  const root = someCaches({ a: 3, b: 1, c: 2, d: 2 });
  expect(makeRoom(root, 8 * kilobyte, ['e'], 3 * kilobyte)).toBe(true);
  expect(left(root)).toBe('bcd');
  expect(makeRoom(root, 8 * kilobyte, ['e'], 4 * kilobyte)).toBe(true);
  expect(left(root)).toBe('cd');
});

test('nothing goes while there is room', () => {
  const root = someCaches({ a: 3, b: 1 });
  expect(makeRoom(root, 8 * kilobyte, ['e'], 4 * kilobyte)).toBe(true);
  expect(left(root)).toBe('ab');
});

test('a run keeps its own cache, however long unused', () => {
  const root = someCaches({ a: 3, b: 1, c: 2 });
  expect(makeRoom(root, 4 * kilobyte, ['a'], 3 * kilobyte)).toBe(true);
  expect(left(root)).toBe('a');
});

test('its own goes too where it holds mostly pictures of other data sets', () => {
  const root = someCaches({ a: 6, b: 1 });
  expect(makeRoom(root, 7 * kilobyte, ['a'], 2 * kilobyte)).toBe(true);
  expect(left(root)).toBe('b');
  const roomy = someCaches({ a: 6, b: 1 });
  expect(makeRoom(roomy, 9 * kilobyte, ['a'], 2 * kilobyte)).toBe(true);
  expect(left(roomy)).toBe('ab');
});

test('a run larger than the budget evicts nothing and is told so', () => {
  const root = someCaches({ a: 3, b: 1 });
  expect(makeRoom(root, 4 * kilobyte, ['e'], 4 * kilobyte + 1)).toBe(false);
  expect(makeRoom(root, 0, ['e'], 1)).toBe(false);
  expect(left(root)).toBe('ab');
});

test('a run larger than the free disk does not fit either', () => {
  const root = join(tempFolder(), 'new');
  const free = freeDiskBytes('/');
  expect(makeRoom(root, 1e18, ['e'], free * 1000)).toBe(false);
  expect(existsSync(root)).toBe(true);
});

test('the default budget is a fifth of the free disk and of what is held', () => {
  const root = someCaches({ a: 500 });
  const expected = (freeDiskBytes(root) + 500 * kilobyte) / 5;
  expect(Math.abs(defaultCacheBytes(root, root) - expected) / expected).toBeLessThan(0.05);
});
