import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { runTypeScript } from '../../../test/other-process.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { dataFolder } from '../data-folder.ts';
import { endThreads } from '../threads.ts';
import type { DataFolder } from '../data-folder.ts';
import { openStudio } from '../open-studio.ts';
import type { Studio } from '../open-studio.ts';
import { backUpWhenDue } from './backups.fixture.ts';
import { comingBackup, listBackups, withContents } from './backups.ts';
import { closeDatabase, databaseVersion, openDatabase } from './database.ts';
import { insertVersion } from './dataset-versions.ts';
import { allDatasets, insertDataset } from './datasets.ts';
import { beginAnew, restorable, restoreBackup } from './restore.ts';
import { createRun, listRuns } from './runs.ts';
import { DamagedDatabase } from './sqlite-errors.ts';

const hourMs = 60 * 60 * 1000;
const noon = Date.parse('2026-11-26T12:00:00Z');

function newFolder(): DataFolder {
  const folder = dataFolder(path.join(tempFolder(), 'data'));
  openStudio({ dataDir: folder.root }).close();
  return folder;
}

/** A run as training makes it, its folder included. */
function addRun({ db, folder }: Pick<Studio, 'db' | 'folder'>): number {
  const id = `weeds-${allDatasets(db).length}`;
  insertDataset(db, { id, name: id, root: `/${id}` });
  const version = insertVersion(db, { datasetId: id, fingerprint: 'f', valShare: 0.2, testShare: 0, splitSeed: 0 }, ['a', 'b'], []);
  const run = createRun(db, { datasetVersionId: version.id, backboneId: 'starter', spec: {} });
  mkdirSync(path.join(folder.runs, String(run.id)), { recursive: true });
  writeFileSync(path.join(folder.runs, String(run.id), 'model.safetensors'), `weights of run ${run.id}`);
  return run.id;
}

function withStudio<T>(folder: DataFolder, work: (studio: Studio) => T): T {
  const studio = openStudio({ dataDir: folder.root });
  try {
    return work(studio);
  } finally {
    studio.close();
  }
}

const ids = (folder: DataFolder): number[] => withStudio(folder, ({ db }) => listRuns(db).map(({ id }) => id)).toSorted();
const destroy = (folder: DataFolder): void => writeFileSync(folder.database, readFileSync(folder.database).fill(0xa5, 0, 8192));

test('backups: one an hour, the newest five are kept, each whole and for its owner alone', async () => {
  const folder = newFolder();
  const { database, backups } = folder;
  withStudio(folder, addRun);
  expect(await backUpWhenDue(database, backups, noon)).toMatchObject({ name: 'graft-2026-11-26T12-00-00Z.sqlite', createdAtMs: noon });
  expect(await backUpWhenDue(database, backups, noon + hourMs - 1)).toBeNull();
  for (let hour = 1; hour <= 6; hour++) expect(await backUpWhenDue(database, backups, noon + hour * hourMs)).not.toBeNull();
  expect(readdirSync(backups).toSorted()).toEqual([14, 15, 16, 17, 18].map((hour) => `graft-2026-11-26T${hour}-00-00Z.sqlite`));
  for (const backup of listBackups(backups)) {
    expect(statSync(backup.file).mode & 0o777).toBe(0o600);
    expect(withContents(backup).holds).toEqual({ datasets: 1, runs: 1 });
  }
});

test('what else lies in the folder of the copies is none of them', async () => {
  const folder = newFolder();
  const { name, file } = (await backUpWhenDue(folder.database, folder.backups, noon))!;
  for (const other of ['notes.txt', `mine-${name}`, `${name}.part`]) copyFileSync(file, path.join(folder.backups, other));
  mkdirSync(path.join(folder.backups, 'older'));
  expect(listBackups(folder.backups).map((backup) => backup.name)).toEqual([name]);
});

test('a copy that is gone when its size is asked for is none', () => {
  const folder = newFolder();
  mkdirSync(folder.backups, { recursive: true });
  // As one that another process removes after its name was read.
  symlinkSync('nowhere', path.join(folder.backups, 'graft-2026-11-26T12-00-00Z.sqlite'));
  expect(listBackups(folder.backups)).toEqual([]);
});

test('backups: what is written while one is made does not spoil it, and a clock that was set back does not end them', async () => {
  const folder = newFolder();
  await withStudioAsync(folder, async (studio) => {
    const making = backUpWhenDue(folder.database, folder.backups, noon);
    addRun(studio);
    expect(await making).not.toBeNull();
    expect(await backUpWhenDue(folder.database, folder.backups, noon - 48 * hourMs)).not.toBeNull();
  });
  expect(restorable(folder).every(({ holds }) => holds !== null)).toBe(true);
});

test('backups of a clock that was ahead neither push out the one that is made now nor are offered before it', async () => {
  const folder = newFolder();
  const { database, backups } = folder;
  withStudio(folder, addRun);
  for (let hour = 1; hour <= 5; hour++) await backUpWhenDue(database, backups, noon + hour * hourMs);
  const bytes = (name: string) => readFileSync(path.join(backups, name));
  const newestBefore = bytes('graft-2026-11-26T17-00-00Z.sqlite');
  withStudio(folder, addRun);
  expect(await backUpWhenDue(database, backups, noon)).toMatchObject({ name: 'graft-2026-11-26T12-00-00Z.sqlite' });
  expect(listBackups(backups).map(({ name }) => name)).toEqual(['12-00-00', '11-59-59', '11-59-58', '11-59-57', '11-59-56'].map((time) => `graft-2026-11-26T${time}Z.sqlite`));
  expect(restorable(folder)[0]!.holds).toEqual({ datasets: 2, runs: 2 });
  expect(bytes('graft-2026-11-26T11-59-59Z.sqlite')).toEqual(newestBefore);
});

test('a clock that is behind five backups does not keep an older database from being brought up to date', () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const old = new BetterSqlite3(file);
  old.exec(readFileSync('test/golden/database-version-1.sql', 'utf8'));
  old.close();
  mkdirSync(path.join(file, '../backups'));
  const later = ['1', '2', '3', '4', '5'].map((day) => path.join(file, `../backups/graft-2199-01-0${day}T00-00-00Z.sqlite`));
  for (const backup of later) copyFileSync(file, backup);
  const db = openDatabase(file);
  insertDataset(db, { id: 'new', name: 'new', root: '/new' });
  closeDatabase(db);
  const made = listBackups(path.join(file, '../backups')).map(({ createdAtMs }) => Date.now() - createdAtMs);
  expect(made).toHaveLength(5);
  expect(made.every((ageMs) => ageMs > 0 && ageMs < 60_000)).toBe(true);
});

async function withStudioAsync(folder: DataFolder, work: (studio: Studio) => Promise<void>): Promise<void> {
  const studio = openStudio({ dataDir: folder.root });
  try {
    await work(studio);
  } finally {
    studio.close();
  }
}

test('a damaged database is not backed up, and pushes no good backup out', async () => {
  const folder = newFolder();
  withStudio(folder, addRun);
  await backUpWhenDue(folder.database, folder.backups, noon);
  destroy(folder);
  await expect(backUpWhenDue(folder.database, folder.backups, noon + hourMs)).rejects.toMatchObject({ code: 'bad-database' });
  expect(readdirSync(folder.backups)).toEqual(['graft-2026-11-26T12-00-00Z.sqlite']);
});

test('a damaged database: the error offers the backup, restoring keeps the damaged file, and no number is given twice', async () => {
  const folder = newFolder();
  withStudio(folder, addRun);
  await backUpWhenDue(folder.database, folder.backups, noon);
  withStudio(folder, addRun);
  destroy(folder);
  const damaged = readFileSync(folder.database);
  expect(() => openStudio({ dataDir: folder.root })).toThrow(DamagedDatabase);
  expect(() => openStudio({ dataDir: folder.root })).toThrow(expect.objectContaining({ hint: expect.stringContaining('graft restore') }));
  const restored = await restoreBackup(folder);
  expect(restored).toMatchObject({ backup: 'graft-2026-11-26T12-00-00Z.sqlite', datasets: 1, runs: 1, unknownRuns: [2] });
  expect(readFileSync(restored.kept!)).toEqual(damaged);
  expect(ids(folder)).toEqual([1]);
  expect(withStudio(folder, addRun)).toBe(3);
  expect(readFileSync(path.join(folder.runs, '2', 'model.safetensors'), 'utf8')).toBe('weights of run 2');
});

test('the database moved away, as a hint once said: an empty one beside run folders is refused until a person chooses', async () => {
  const folder = newFolder();
  withStudio(folder, addRun);
  withStudio(folder, addRun);
  rmSync(folder.database);
  const open = () => openStudio({ dataDir: folder.root });
  expect(open).toThrow(expect.objectContaining({ code: 'bad-database', message: expect.stringContaining('2 runs'), hint: expect.stringContaining('--begin-anew') }));
  expect(open).toThrow(DamagedDatabase);
  await expect(restoreBackup(folder)).rejects.toMatchObject({ code: 'not-found' });
  expect(await beginAnew(folder)).toMatchObject({ backup: null, datasets: 0, runs: 0, unknownRuns: [1, 2] });
  expect(withStudio(folder, addRun)).toBe(3);
});

test('a write-ahead log that was removed takes runs with it, but not their numbers', async () => {
  const folder = newFolder();
  const studio = openStudio({ dataDir: folder.root });
  addRun(studio);
  studio.db.$client.pragma('wal_checkpoint(TRUNCATE)');
  addRun(studio);
  // As after a crash: the file without its log.
  copyFileSync(folder.database, `${folder.database}.copy`);
  studio.close();
  copyFileSync(`${folder.database}.copy`, folder.database);
  expect(ids(folder)).toEqual([1]);
  expect(withStudio(folder, addRun)).toBe(3);
});

test('a database that is gone while its log is there: the log is not thrown away', async () => {
  const folder = newFolder();
  const studio = openStudio({ dataDir: folder.root });
  addRun(studio);
  copyFileSync(`${folder.database}-wal`, `${folder.database}.log`);
  studio.close();
  rmSync(folder.database);
  copyFileSync(`${folder.database}.log`, `${folder.database}-wal`);
  expect(() => openStudio({ dataDir: folder.root })).toThrow(DamagedDatabase);
  expect(statSync(`${folder.database}-wal`).size).toBeGreaterThan(0);
  const { kept } = await beginAnew(folder);
  expect(statSync(`${kept}-wal`).size).toBeGreaterThan(0);
});

test('restoring is refused while another process has the data folder open, however damaged the database is', async () => {
  const folder = newFolder();
  withStudio(folder, addRun);
  await backUpWhenDue(folder.database, folder.backups, noon);
  const other = openStudio({ dataDir: folder.root });
  const script = `
    import { dataFolder } from '${path.resolve('src/core/data-folder.ts')}';
    import { restoreBackup } from '${path.resolve('src/core/store/restore.ts')}';
    try { await restoreBackup(dataFolder('${folder.root}')); console.log('restored'); } catch (error) { console.log(error.code); }`;
  expect(await runTypeScript(script)).toBe('busy\n');
  destroy(folder);
  expect(await runTypeScript(script)).toBe('busy\n');
  other.db.$client.close();
  other.close();
  expect(await runTypeScript(script)).toBe('restored\n');
});

test('a program that is killed while it copies a backup leaves the database in its place', async () => {
  const folder = newFolder();
  withStudio(folder, addRun);
  await backUpWhenDue(folder.database, folder.backups, noon);
  withStudio(folder, addRun);
  const script = `
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    fs.copyFile = async () => process.kill(process.pid, 'SIGKILL');
    syncBuiltinESMExports();
    const { dataFolder } = await import('${path.resolve('src/core/data-folder.ts')}');
    const { restoreBackup } = await import('${path.resolve('src/core/store/restore.ts')}');
    await restoreBackup(dataFolder('${folder.root}'));`;
  await expect(runTypeScript(script)).rejects.toThrow('ended with null');
  expect(ids(folder)).toEqual([1, 2]);
});

test('a damaged backup is refused before anything is moved', async () => {
  const folder = newFolder();
  withStudio(folder, addRun);
  const { name, file } = (await backUpWhenDue(folder.database, folder.backups, noon))!;
  writeFileSync(file, readFileSync(file).fill(0xa5, 0, 4096));
  await expect(restoreBackup(folder, name)).rejects.toMatchObject({ code: 'bad-database' });
  await expect(restoreBackup(folder)).rejects.toMatchObject({ code: 'not-found', hint: expect.stringContaining('begin-anew') });
  await expect(restoreBackup(folder, '../graft.sqlite')).rejects.toMatchObject({ code: 'not-found' });
  expect(ids(folder)).toEqual([1]);
});

test('a backup with damaged pages is none, wherever they lie: an older one that is whole is put back', async () => {
  const folder = newFolder();
  withStudio(folder, addRun);
  await backUpWhenDue(folder.database, folder.backups, noon);
  const newer = (await backUpWhenDue(folder.database, folder.backups, noon + 2 * hourMs))!;
  const client = new BetterSqlite3(newer.file, { readonly: true });
  // Not where anything is counted.
  const page = client.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'epochs'").pluck().get() as number;
  client.close();
  const bytes = readFileSync(newer.file);
  writeFileSync(newer.file, bytes.fill(0xaa, (page - 1) * 4096, (page - 1) * 4096 + 2000));
  expect(listBackups(folder.backups).map((backup) => withContents(backup).holds)).toEqual([null, { datasets: 1, runs: 1 }]);
  destroy(folder);
  const restored = await restoreBackup(folder);
  expect(restored).toMatchObject({ backup: expect.not.stringContaining(path.basename(newer.file)) });
  expect(ids(folder)).toEqual([1]);
});

test('an older database is kept as it was before it is brought up to date', () => {
  const folder = dataFolder(tempFolder());
  const old = new BetterSqlite3(folder.database);
  old.exec(readFileSync('test/golden/database-version-1.sql', 'utf8'));
  old.close();
  closeDatabase(openDatabase(folder.database));
  const [backup] = listBackups(folder.backups);
  const kept = new BetterSqlite3(backup!.file);
  expect(kept.pragma('user_version', { simple: true })).toBe(1);
  expect(kept.prepare('SELECT name FROM datasets').pluck().all()).toEqual(['Weeds']);
  kept.close();
});

test('the database is for its owner alone, with all that SQLite puts beside it; one that was made wider is narrowed', () => {
  const folder = dataFolder(path.join(tempFolder(), 'data'));
  const modes = (): string[] => ['', '-wal', '-shm'].map((beside) => (statSync(folder.database + beside).mode & 0o777).toString(8));
  const studio = openStudio({ dataDir: folder.root });
  addRun(studio);
  expect(modes()).toEqual(['600', '600', '600']);
  expect(statSync(folder.root).mode & 0o777).toBe(0o700);
  studio.close();
  writeFileSync(`${folder.database}2`, readFileSync(folder.database), { mode: 0o644 });
  const wide = openDatabase(`${folder.database}2`);
  expect(databaseVersion(wide)).toBeGreaterThan(0);
  expect(statSync(`${folder.database}2`).mode & 0o777).toBe(0o600);
  closeDatabase(wide);
});

test('a file in the place of the folder of the copies is named', () => {
  const folder = dataFolder(tempFolder());
  writeFileSync(folder.backups, '');
  expect(() => listBackups(folder.backups)).toThrow(expect.objectContaining({ code: 'already-exists', message: expect.stringContaining(folder.backups) }));
});

test('a folder, or a link to a disk that is not there, in the place of the database: named, and nothing is made', () => {
  const folder = dataFolder(tempFolder());
  mkdirSync(folder.database);
  expect(() => openStudio({ dataDir: folder.root })).toThrow(expect.objectContaining({ code: 'bad-database', message: expect.stringContaining('is a folder') }));
  const other = dataFolder(tempFolder());
  const target = path.join(other.root, 'not-connected.sqlite');
  symlinkSync(target, other.database);
  expect(() => openStudio({ dataDir: other.root })).toThrow(expect.objectContaining({ code: 'bad-database', message: expect.stringContaining(target) }));
  expect(readdirSync(other.root)).not.toContain('not-connected.sqlite');
});

test('a backup that got ready before is of the database as it is when it is made; one that is not made leaves nothing', async () => {
  const folder = newFolder();
  const coming = comingBackup(folder.database, folder.backups);
  const dropped = comingBackup(folder.database, folder.backups);
  await new Promise((resolve) => setTimeout(resolve, 200));
  withStudio(folder, addRun);
  dropped.drop();
  expect(await coming.make(Date.now())).not.toBeNull();
  expect(listBackups(folder.backups).map((backup) => withContents(backup).holds)).toEqual([{ datasets: 1, runs: 1 }]);
  expect(readdirSync(folder.backups)).toHaveLength(1);
});

test('a backup whose thread is ended before it is whole is none', async () => {
  const folder = newFolder();
  const before = listBackups(folder.backups);
  const making = expect(backUpWhenDue(folder.database, folder.backups, Date.now() + 2 * hourMs)).rejects.toMatchObject({ code: 'cancelled' });
  await Promise.all([making, endThreads()]);
  expect(listBackups(folder.backups)).toEqual(before);
  expect(readdirSync(folder.backups)).toHaveLength(before.length);
});
