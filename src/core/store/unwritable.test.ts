import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test, type TestContext } from 'vitest';
import { smallDisk, type SmallDisk } from '../../../test/small-disk.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { cameraFolder } from '../datasets/files/image-location.ts';
import { StudioError } from '../errors.ts';
import { freeDiskBytes } from '../files/free-disk.ts';
import { freeReserve, keepReserve, reserveBytes } from '../files/reserve.ts';
import { closeDatabase, databaseVersion, inTransaction, openDatabase, openScratch } from './database.ts';
import { allDatasets, insertDataset } from './datasets.ts';
import { migrations } from './migrations/migrations.ts';

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'done';
  } catch (error) {
    return error instanceof StudioError ? error.code : String(error);
  }
}

/** The file of a database with one data set, closed, on a disk of its own. */
function onDisk(context: TestContext, megabytes = 4): { disk: SmallDisk; file: string } {
  const disk = smallDisk(context, megabytes);
  const file = path.join(disk.folder, 'graft.sqlite');
  const db = openDatabase(file);
  insertDataset(db, { id: 'weeds', name: 'Weeds', root: '/weeds' });
  closeDatabase(db);
  return { disk, file };
}

const fill = ({ folder }: SmallDisk): void =>
  expect(() => writeFileSync(path.join(folder, 'filler'), Buffer.alloc(300e6))).toThrow('ENOSPC');

function expectReadable(file: string, code: string): void {
  const db = openDatabase(file);
  expect(allDatasets(db).map(({ id }) => id)).toEqual(['weeds']);
  const write = () => insertDataset(db, { id: 'b', name: 'b', root: '/b' });
  expect(codeOf(write)).toBe(code);
  expect(codeOf(() => inTransaction(db, write))).toBe(code);
  expect(cameraFolder(db, 'weeds').startsWith(path.dirname(file))).toBe(true);
  const scratch = openScratch(db, new StudioError('not-writable', 'a copy'));
  insertDataset(scratch, { id: 'c', name: 'c', root: '/c' });
  expect([allDatasets(scratch).length, allDatasets(db).length]).toEqual([2, 1]);
  closeDatabase(scratch);
  closeDatabase(db);
}

test('a read-only disk: what is stored can be read, a write is refused with the reason', (context) => {
  const { disk, file } = onDisk(context);
  disk.makeReadOnly();
  expectReadable(file, 'not-writable');
});

test('a full disk: the same, and where another process has the database open too', (context) => {
  const { disk, file } = onDisk(context);
  fill(disk);
  expectReadable(file, 'out-of-disk');
  rmSync(path.join(disk.folder, 'filler'));
  const other = openDatabase(file);
  insertDataset(other, { id: 'more', name: 'more', root: '/more' });
  fill(disk);
  const db = openDatabase(file);
  expect(allDatasets(db)).toHaveLength(2);
  closeDatabase(db);
  closeDatabase(other);
});

test('a read-only disk after a crash: the log is read where SQLite can, else named', (context) => {
  const { disk, file } = onDisk(context);
  const db = openDatabase(file);
  db.$client.prepare("UPDATE datasets SET name = 'in the log'").run();
  const [whole, bare] = ['whole', 'bare'].map((name) => path.join(disk.folder, `${name}.sqlite`)) as [string, string];
  for (const beside of ['', '-wal', '-shm']) copyFileSync(file + beside, whole + beside);
  for (const beside of ['', '-wal']) copyFileSync(file + beside, bare + beside);
  closeDatabase(db);
  disk.makeReadOnly();
  const read = openDatabase(whole);
  expect(allDatasets(read)[0]!.name).toBe('in the log');
  expect(codeOf(() => insertDataset(read, { id: 'b', name: 'b', root: '/b' }))).toBe('not-writable');
  closeDatabase(read);
  expect(() => openDatabase(bare)).toThrow(expect.objectContaining({ code: 'not-writable', message: expect.stringContaining('-wal') }));
});

test('a database of an older version on a read-only disk is brought up to date in memory alone', (context) => {
  const disk = smallDisk(context, 4);
  const file = path.join(disk.folder, 'graft.sqlite');
  const old = new BetterSqlite3(file);
  old.exec(readFileSync('test/golden/database-version-1.sql', 'utf8'));
  old.close();
  const bytes = readFileSync(file);
  disk.makeReadOnly();
  const db = openDatabase(file);
  expect(databaseVersion(db)).toBe(migrations.length);
  expect(allDatasets(db).map(({ name }) => name)).toEqual(['Weeds']);
  expect(codeOf(() => insertDataset(db, { id: 'b', name: 'b', root: '/b' }))).toBe('not-writable');
  closeDatabase(db);
  expect(readFileSync(file)).toEqual(bytes);
});

test("another program's database is not touched: neither its mode nor how it is written", () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const other = new BetterSqlite3(file);
  other.exec('CREATE TABLE bookmarks (url TEXT)');
  other.close();
  const bytes = readFileSync(file);
  expect(codeOf(() => openDatabase(file))).toBe('bad-database');
  expect(readFileSync(file)).toEqual(bytes);
  expect(readdirSync(path.dirname(file))).toEqual(['graft.sqlite']);
});

test('a reserve is set aside while there is plenty, and given to whoever deletes on a full disk', (context) => {
  const { disk } = onDisk(context, 200);
  keepReserve(disk.folder);
  freeReserve(disk.folder);
  expect(readdirSync(disk.folder)).toContain('reserve');
  fill(disk);
  expect(freeDiskBytes(disk.folder)).toBe(0);
  freeReserve(disk.folder);
  expect(freeDiskBytes(disk.folder)).toBeGreaterThanOrEqual(reserveBytes);
  keepReserve(disk.folder);
  expect(readdirSync(disk.folder)).not.toContain('reserve');
});
