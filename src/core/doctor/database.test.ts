import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { dataFolder } from '../data-folder.ts';
import type { DataFolder } from '../data-folder.ts';
import { backUpWhenDue } from '../store/backups.fixture.ts';
import { closeDatabase, inTransaction, openDatabase } from '../store/database.ts';
import { insertDataset } from '../store/datasets.ts';
import { saveScan } from '../store/images.ts';
import { lookAtDatabase } from './database.ts';

/** A database whose pictures fill most of its pages. */
function filled(): DataFolder {
  const folder = dataFolder(tempFolder());
  const db = openDatabase(folder.database);
  insertDataset(db, { id: 'weeds', name: 'Weeds', root: '/weeds' });
  const file = (i: number) => ({ path: `a/${i}.png`, sha256: `${i}`.repeat(10), sizeBytes: 1, modifiedMs: 1, width: 4, height: 3, problem: null });
  inTransaction(db, () => saveScan(db, 'weeds', Array.from({ length: 3000 }, (_, i) => file(i))));
  closeDatabase(db);
  return folder;
}

test('one damaged page: named, with what can still be read and how to go on', async () => {
  const folder = filled();
  expect(lookAtDatabase(folder)).toMatchObject({ state: { datasets: 1, runs: 0 }, problem: null });
  await backUpWhenDue(folder.database, folder.backups);
  const bytes = readFileSync(folder.database);
  const isRows = (at: number) => bytes[at] === 0x0d && bytes.subarray(at, at + 4096).includes('a/1500.png');
  const at = Array.from({ length: bytes.length / 4096 }, (_, page) => page * 4096).find(isRows)!;
  writeFileSync(folder.database, bytes.fill(0xa5, at, at + 4096));
  const { state, problem } = lookAtDatabase(folder);
  expect(state).toMatchObject({ datasets: 1, runs: 0 });
  expect(problem).toMatchObject({
    code: 'bad-database',
    message: expect.stringMatching(/damaged: .*Can be read: data sets, labels, .*runs.*Cannot be read whole: pictures/),
    hint: expect.stringMatching(/labels export.*graft restore.*1 data sets, 0 runs/),
  });
});

test('a damaged page of an index is damage too, though every row can be read', () => {
  const folder = filled();
  const bytes = readFileSync(folder.database);
  // A leaf of an index that holds paths: of type 0x0a, as rows are of type 0x0d.
  const isIndex = (at: number) => bytes[at] === 0x0a && bytes.subarray(at, at + 4096).includes('a/1500.png');
  const at = Array.from({ length: bytes.length / 4096 }, (_, page) => page * 4096).find(isIndex)!;
  writeFileSync(folder.database, bytes.fill(0xa5, at, at + 4096));
  const { problem } = lookAtDatabase(folder);
  expect(problem).toMatchObject({ code: 'bad-database', message: expect.stringMatching(/damaged: .*Can be read: .*pictures/) });
  expect(problem!.message).not.toContain('Cannot be read whole');
});

test('whatever is flipped or cut off, looking names it or finds it sound, and never fails', () => {
  const folder = filled();
  const sound = readFileSync(folder.database);
  const damage = fc.record({ at: fc.nat(sound.length - 1), length: fc.integer({ min: 1, max: 9000 }), value: fc.integer({ min: 0, max: 255 }), cut: fc.boolean() });
  fc.assert(
    fc.property(damage, ({ at, length, value, cut }) => {
      writeFileSync(folder.database, cut ? sound.subarray(0, at) : Buffer.from(sound).fill(value, at, Math.min(sound.length, at + length)));
      for (const beside of ['-wal', '-shm']) writeFileSync(folder.database + beside, '');
      const { problem } = lookAtDatabase(folder);
      if (problem) expect(problem.code).toBe('bad-database');
    }),
    { numRuns: 60 },
  );
});

test('no database, a folder or a dead link in its place, and one that went missing', () => {
  const empty = dataFolder(path.join(tempFolder(), 'not made'));
  expect(lookAtDatabase(empty)).toMatchObject({ state: { version: null }, problem: null });
  const other = dataFolder(tempFolder());
  mkdirSync(other.database);
  expect(lookAtDatabase(other)).toMatchObject({ state: null, problem: { code: 'bad-database', message: expect.stringContaining('folder') } });
  const linked = dataFolder(tempFolder());
  symlinkSync('/nowhere/graft.sqlite', linked.database);
  expect(lookAtDatabase(linked)).toMatchObject({ state: null, problem: { message: expect.stringContaining('/nowhere') } });
  const lost = dataFolder(tempFolder());
  mkdirSync(path.join(lost.runs, '3'), { recursive: true });
  writeFileSync(path.join(lost.runs, '3', 'model.json'), '{}');
  expect(lookAtDatabase(lost)).toMatchObject({ problem: { code: 'bad-database', hint: expect.stringContaining('--begin-anew') } });
});
