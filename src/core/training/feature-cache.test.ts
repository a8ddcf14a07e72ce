import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { openFeatureCache } from './feature-cache.ts';
import { featureKeyName } from './feature-key.ts';
import type { FeatureKey } from './feature-key.ts';

const key = (weightsSha256: string): FeatureKey => ({
  decoderVersion: 'd1',
  viewRecipe: 'light-1',
  preprocessing: {
    imageSize: 64,
    cropPct: 1,
    interpolation: 'bilinear',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    channels: 'RGB',
  },
  weightsSha256,
  cut: 'stage4',
  precision: 'float32',
  engineVersion: 'e1',
});

const picture = (n: number) => createHash('sha256').update(`picture ${n}`).digest('hex');
const recordOf = (n: number, view: number, bytes: number) =>
  Uint8Array.from({ length: bytes }, (_, i) => (n * 31 + view * 7 + i * 13 + 1) & 255);

test('two that add to one cache at once, as a window and a terminal do, keep what both computed', () => {
  const root = tempFolder();
  const own = key('two at once');
  const [first, second] = [openFeatureCache(root, own, 24), openFeatureCache(root, own, 24)];
  for (let n = 0; n < 5; n++) {
    first.append(picture(n), 0, recordOf(n, 0, 24));
    second.append(picture(10 + n), 0, recordOf(10 + n, 0, 24));
  }
  first.close();
  second.close();
  const after = openFeatureCache(root, own, 24);
  const target = new Uint8Array(24);
  for (const n of [0, 1, 2, 3, 4, 10, 11, 12, 13, 14]) {
    expect(after.read(picture(n), 0, target, 0)).toBe(true);
    expect(target).toEqual(recordOf(n, 0, 24));
  }
  expect([after.count, after.damaged]).toEqual([10, 0]);
  after.close();
});

test('four that add to one cache at the very same time keep what all of them computed', async () => {
  const root = tempFolder();
  const own = key('four at once');
  openFeatureCache(root, own, 24).close();
  const [adders, records] = [4, 1500];
  const ready = new Int32Array(new SharedArrayBuffer(4));
  const script = `const { file, root, own, ready, adders, names, kept } = require('node:worker_threads').workerData;
    import(file).then(({ openFeatureCache }) => {
      const cache = openFeatureCache(root, own, 24);
      Atomics.add(ready, 0, 1);
      while (Atomics.load(ready, 0) < adders);
      for (const [at, name] of names.entries()) cache.append(name, 0, kept[at]);
      cache.close();
    });`;
  const file = new URL('./feature-cache.ts', import.meta.url).href;
  const numbers = (adder: number) => Array.from({ length: records }, (_, n) => adder * records + n);
  const threads = Array.from({ length: adders }, (_, adder) => {
    const [names, kept] = [numbers(adder).map(picture), numbers(adder).map((n) => recordOf(n, 0, 24))];
    return new Worker(script, { eval: true, workerData: { file, root, own, ready, adders, names, kept } });
  });
  await Promise.all(threads.map((thread) => once(thread, 'exit')));
  const after = openFeatureCache(root, own, 24);
  const target = new Uint8Array(24);
  const right = Array.from({ length: adders * records }, (_, n) => after.read(picture(n), 0, target, 0) && Buffer.compare(target, recordOf(n, 0, 24)) === 0).filter(Boolean);
  expect([right.length, after.count, after.damaged]).toEqual([adders * records, adders * records, 0]);
  after.close();
}, 60_000);

test('who opens a cache takes away nothing that another adds at that moment', async () => {
  const root = tempFolder();
  const own = key('opened while it grows');
  const [opened, isOver] = [0, 1];
  const state = new Int32Array(new SharedArrayBuffer(8));
  const script = `const { file, root, own, state } = require('node:worker_threads').workerData;
    import(file).then(({ openFeatureCache }) => {
      while (Atomics.load(state, ${isOver}) === 0) { openFeatureCache(root, own, 24).close(); Atomics.add(state, ${opened}, 1); }
    });`;
  const workerData = { file: new URL('./feature-cache.ts', import.meta.url).href, root, own, state };
  const opener = new Worker(script, { eval: true, workerData });
  await vi.waitFor(() => expect(Atomics.load(state, opened)).toBeGreaterThan(0), { timeout: 10_000 });
  let records = 0;
  const growing = openFeatureCache(root, own, 24);
  for (; records < 3000 || Atomics.load(state, opened) <= 20; records++) growing.append(picture(records), 0, recordOf(records, 0, 24));
  growing.close();
  Atomics.store(state, isOver, 1);
  await once(opener, 'exit');
  const after = openFeatureCache(root, own, 24);
  const target = new Uint8Array(24);
  const kept = Array.from({ length: records }, (_, n) => after.read(picture(n), 0, target, 0)).filter(Boolean);
  expect([kept.length, after.count, after.damaged]).toEqual([records, records, 0]);
  after.close();
  expect(Atomics.load(state, opened)).toBeGreaterThan(20);
});

test('random appends, reads and reopenings behave as a map', () => {
  const root = tempFolder();
  const place = { picture: fc.nat(5), view: fc.nat(3) };
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('append' as const), salt: fc.nat(250), ...place }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('read' as const), ...place }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  );
  let run = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (steps, bytes) => {
      const own = key(`run ${run++}`);
      const model = new Map<string, Uint8Array>();
      let cache = openFeatureCache(root, own, bytes);
      let appended = 0;
      for (const each of steps) {
        if (each.kind === 'reopen') {
          cache.close();
          cache = openFeatureCache(root, own, bytes);
        } else if (each.kind === 'append') {
          const record = recordOf(each.salt, each.view, bytes);
          cache.append(picture(each.picture), each.view, record);
          model.set(`${each.picture} ${each.view}`, record);
          appended++;
        } else {
          const expected = model.get(`${each.picture} ${each.view}`);
          const target = new Uint8Array(bytes + 6).fill(99);
          expect(cache.has(picture(each.picture), each.view)).toBe(expected !== undefined);
          expect(cache.read(picture(each.picture), each.view, target, 3)).toBe(expected !== undefined);
          if (expected) expect([...target]).toEqual([99, 99, 99, ...expected, 99, 99, 99]);
        }
        expect(cache.count).toBe(appended);
      }
      cache.close();
    }),
    { numRuns: 60 },
  );
});

const bytes = 24;
const entryBytes = 44;
const records = 6;

/** A cache of six records, closed, and the paths of its files. */
function filledCache() {
  const root = tempFolder();
  const cache = openFeatureCache(root, key('a'), bytes);
  for (let n = 0; n < records; n++) cache.append(picture(n), n % 2, recordOf(n, n % 2, bytes));
  cache.close();
  const folder = join(root, featureKeyName(key('a')));
  return { root, folder, index: join(folder, 'index.bin'), shard: join(folder, 'shard-00000.bin') };
}

/** Which records are there now; every one that is must be right, and a missing one can be stored again. */
function readable(root: string): number[] {
  const cache = openFeatureCache(root, key('a'), bytes);
  const target = new Uint8Array(bytes);
  const found: number[] = [];
  for (let n = 0; n < records; n++) {
    if (!cache.read(picture(n), n % 2, target, 0)) continue;
    expect(target).toEqual(recordOf(n, n % 2, bytes));
    found.push(n);
  }
  for (let n = 0; n < records; n++)
    if (!found.includes(n)) cache.append(picture(n), n % 2, recordOf(n, n % 2, bytes));
  cache.close();
  const again = openFeatureCache(root, key('a'), bytes);
  for (let n = 0; n < records; n++) {
    expect(again.read(picture(n), n % 2, target, 0)).toBe(true);
    expect(target).toEqual(recordOf(n, n % 2, bytes));
  }
  again.close();
  return found;
}

test.each(['index', 'shard'] as const)(
  '%s cut off at every byte of the last records: they are missing, never wrong',
  (which) => {
    const whole = filledCache();
    const file = which === 'index' ? 'index.bin' : 'shard-00000.bin';
    const perRecord = which === 'index' ? entryBytes : bytes;
    const size = statSync(whole[which]).size;
    expect(size).toBe(records * perRecord);
    const root = tempFolder();
    const folder = join(root, featureKeyName(key('a')));
    for (let end = size - 2 * perRecord; end <= size; end++) {
      cpSync(whole.folder, folder, { recursive: true, force: true });
      truncateSync(join(folder, file), end);
      expect(readable(root)).toEqual(Array.from({ length: Math.floor(end / perRecord) }, (_, i) => i));
    }
  },
);

test('a folder in the place of a file of the cache: its features are computed again', () => {
  for (const name of ['key.json', 'index.bin', 'shard-00000.bin']) {
    const root = tempFolder();
    const first = openFeatureCache(root, key('w'), 16);
    first.append(picture(1), 0, recordOf(1, 0, 16));
    first.close();
    const file = join(root, featureKeyName(key('w')), name);
    rmSync(file);
    mkdirSync(file);
    const again = openFeatureCache(root, key('w'), 16);
    again.append(picture(2), 0, recordOf(2, 0, 16));
    const target = new Uint8Array(16);
    expect(again.read(picture(2), 0, target, 0), name).toBe(true);
    expect(target).toEqual(recordOf(2, 0, 16));
    again.close();
  }
});

test('a flipped bit anywhere in a record makes that record missing', () => {
  const { root, shard } = filledCache();
  const good = readFileSync(shard);
  for (let at = 2 * bytes; at < 3 * bytes; at++) {
    const bad = Buffer.from(good);
    bad[at]! ^= 1 << (at % 8);
    writeFileSync(shard, bad);
    const copy = join(tempFolder(), 'index.bin');
    const index = join(root, featureKeyName(key('a')), 'index.bin');
    copyFileSync(index, copy);
    expect(readable(root)).toEqual([0, 1, 3, 4, 5]);
    copyFileSync(copy, index);
  }
});

test('a flipped bit anywhere in the index makes that record missing, and is counted', () => {
  const { root, index } = filledCache();
  const good = readFileSync(index);
  for (let at = 2 * entryBytes; at < 3 * entryBytes; at++) {
    const bad = Buffer.from(good);
    bad[at]! ^= 1 << (at % 8);
    writeFileSync(index, bad);
    const cache = openFeatureCache(root, key('a'), bytes);
    expect(cache.damaged, `byte ${at}`).toBe(1);
    cache.close();
    expect(readable(root)).toEqual([0, 1, 3, 4, 5]);
    const again = openFeatureCache(root, key('a'), bytes);
    expect(again.damaged, 'is told once').toBe(0);
    again.close();
  }
});

test('records that changed places, and caches under each other\'s names, are damaged', () => {
  const { root, folder, shard } = filledCache();
  const good = readFileSync(shard);
  const swapped = Buffer.concat([good.subarray(bytes, 2 * bytes), good.subarray(0, bytes), good.subarray(2 * bytes)]);
  writeFileSync(shard, swapped);
  expect(readable(root)).toEqual([2, 3, 4, 5]);

  const other = openFeatureCache(root, key('b'), bytes);
  for (let n = 0; n < records; n++) other.append(picture(n), n % 2, recordOf(n + 100, n % 2, bytes));
  other.close();
  cpSync(join(root, featureKeyName(key('b'))), folder, { recursive: true, force: true });
  const cache = openFeatureCache(root, key('a'), bytes);
  expect(cache.read(picture(0), 0, new Uint8Array(bytes), 0)).toBe(false);
  expect(cache.damaged).toBe(1);
  cache.close();
});

test('a record lost once stays lost until it is stored again', () => {
  const { root, shard } = filledCache();
  truncateSync(shard, 5 * bytes);
  const cache = openFeatureCache(root, key('a'), bytes);
  const target = new Uint8Array(bytes);
  expect(cache.has(picture(5), 1)).toBe(true);
  expect(cache.read(picture(5), 1, target, 0)).toBe(false);
  expect(cache.has(picture(5), 1)).toBe(false);
  cache.close();
});

test('records never span two shards', () => {
  const root = tempFolder();
  // Two and a bit of these fit 256 MiB, so the third begins a new shard.
  const large = 100 * 2 ** 20;
  const cache = openFeatureCache(root, key('large'), large);
  const record = new Uint8Array(large);
  for (let n = 0; n < 3; n++) {
    record.fill(n + 1);
    cache.append(picture(n), 0, record);
  }
  cache.close();
  const folder = join(root, featureKeyName(key('large')));
  const shards = readdirSync(folder)
    .filter((name) => name.startsWith('shard'))
    .sort();
  expect(shards.map((name) => statSync(join(folder, name)).size)).toEqual([2 * large, large]);
  const again = openFeatureCache(root, key('large'), large);
  for (let n = 0; n < 3; n++) {
    expect(again.read(picture(n), 0, record, 0)).toBe(true);
    expect([record[0], record[large - 1]]).toEqual([n + 1, n + 1]);
  }
  again.close();
});

test('a record of another length is refused', () => {
  const cache = openFeatureCache(tempFolder(), key('a'), bytes);
  expect(() => cache.append(picture(0), 0, new Uint8Array(bytes + 1))).toThrow(RangeError);
  expect(cache.count).toBe(0);
  cache.close();
});
