import { chmodSync, closeSync, fstatSync, statSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { longestPauseMs } from '../../../test/longest-pause.ts';
import { lockInOtherProcess, runTypeScript } from '../../../test/other-process.ts';
import { smallDisk } from '../../../test/small-disk.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { closeDatabase, inTransaction, openDatabase, type Database } from './database.ts';
import { allDatasets, insertDataset, updateDataset } from './datasets.ts';
import { mayPass } from './sqlite-errors.ts';
import { whenFree } from './when-free.ts';

const add = (db: Database, id: string): void => void insertDataset(db, { id, name: 'n'.repeat(300), root: `/${id}` });
const store = path.resolve('src/core/store');

/** What a statement threw, by name; everything but a named error is a failure of the test. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    expect((error as { hint?: string }).hint).toMatch(/\S/);
    return `${(error as unknown as { code: string }).code} ${mayPass(error) ? 'may pass' : 'stays'}`;
  }
  return 'nothing was refused';
}

test('locked by another process: a write is refused by name and soon, a read is not, and both go on afterwards', async () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const db = openDatabase(file, { waitMs: 50 });
  add(db, 'before');
  const other = await lockInOtherProcess(file);
  const startedMs = performance.now();
  expect(refusal(() => add(db, 'during'))).toBe('database-locked may pass');
  expect(refusal(() => inTransaction(db, () => add(db, 'during')))).toBe('database-locked may pass');
  expect(performance.now() - startedMs).toBeLessThan(500);
  expect(allDatasets(db).map(({ id }) => id)).toEqual(['before']);
  await other.letGo();
  add(db, 'after');
  closeDatabase(db);
});

test('locked: `whenFree` waits without holding up the thread, and gives up where something was written before', async () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  const db = openDatabase(file, { waitMs: 50 });
  const other = await lockInOtherProcess(file);
  const letting = delay(1500).then(other.letGo);
  expect(await longestPauseMs(() => whenFree(() => inTransaction(db, () => add(db, 'waited'))))).toBeLessThan(250);
  await letting;
  expect(allDatasets(db)).toHaveLength(1);

  let times = 0;
  const half = whenFree(async () => {
    times += 1;
    add(db, `half-${times}`);
    const third = await lockInOtherProcess(file);
    try {
      add(db, 'never');
    } finally {
      await third.letGo();
    }
  });
  await expect(half).rejects.toMatchObject({ code: 'database-locked' });
  expect(times).toBe(1);
  closeDatabase(db);
});

test('a terminal waits longer, and says so', async () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  closeDatabase(openDatabase(file));
  const said = await runTypeScript(`
    import { spawn } from 'node:child_process';
    import { once } from 'node:events';
    import { openDatabase } from '${store}/database.ts';
    import { insertDataset } from '${store}/datasets.ts';
    const db = openDatabase('${file}', { waitMs: 8000, onWait: () => console.log('waiting') });
    const child = spawn(process.execPath, ['-e', \`
      const db = new (require('${path.resolve('node_modules/better-sqlite3')}'))('${file}');
      db.exec('BEGIN EXCLUSIVE'); console.log('held');
      setTimeout(() => db.exec('ROLLBACK'), 2500);\`], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    insertDataset(db, { id: 'a', name: 'a', root: '/a' });
    console.log('stored');
  `);
  expect(said).toBe('waiting\nstored\n');
});

test('a full disk: every row that was said to be stored is there, the next one is refused by name', (context) => {
  const disk = smallDisk(context, 2);
  const db = openDatabase(path.join(disk.folder, 'graft.sqlite'));
  const count = (): number => allDatasets(db).length;
  let stored = 0;
  const fill = (): void => {
    for (; stored < 20_000; stored++) add(db, `x${stored}`);
  };
  expect(refusal(fill)).toBe('out-of-disk may pass');
  expect(count()).toBe(stored);
  expect(refusal(() => inTransaction(db, () => add(db, 'one more')))).toBe('out-of-disk may pass');
  expect(count()).toBe(stored);
  closeDatabase(db);
});

test('a size the file may not exceed is a full disk too', () => {
  const db = openDatabase(path.join(tempFolder(), 'graft.sqlite'));
  db.$client.pragma('max_page_count = 60');
  expect(refusal(() => Array.from({ length: 5000 }, (_, i) => add(db, `x${i}`)))).toBe('out-of-disk may pass');
  db.$client.pragma('max_page_count = 6000');
  add(db, 'again');
  closeDatabase(db);
});

test('a disk that fails in the middle of writing', async () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  closeDatabase(openDatabase(file));
  const said = await runTypeScript(
    `
    import { openDatabase } from '${store}/database.ts';
    import { insertDataset } from '${store}/datasets.ts';
    const db = openDatabase('${file}');
    try {
      for (let i = 0; i < 20000; i++) insertDataset(db, { id: 'x' + i, name: 'n'.repeat(300), root: '/x' + i });
    } catch (error) { console.log(error.code, error.cause.code); }
  `,
    { shell: "trap '' XFSZ; ulimit -f 400" },
  );
  expect(said).toMatch(/^disk-failed SQLITE_IOERR_WRITE/);
});

test('a file that may only be read', async () => {
  const folder = tempFolder();
  const file = path.join(folder, 'graft.sqlite');
  const db = openDatabase(file);
  add(db, 'known');
  chmodSync(folder, 0o777);
  for (const name of ['', '-wal', '-shm']) chmodSync(file + name, 0o444);
  const script = `
    import { openDatabase } from '${store}/database.ts';
    import { allDatasets, insertDataset } from '${store}/datasets.ts';
    const db = openDatabase('${file}');
    console.log(allDatasets(db).length);
    try { insertDataset(db, { id: 'b', name: 'b', root: '/b' }); } catch (error) { console.log(error.code); }`;
  const isRoot = process.getuid?.() === 0;
  expect(await runTypeScript(script, isRoot ? { uid: 65534 } : {})).toBe('1\nnot-writable\n');
  closeDatabase(db);
});

test('flipped bytes in a page: whoever reads it gets a name and a way out', () => {
  const file = path.join(tempFolder(), 'graft.sqlite');
  closeDatabase(openDatabase(file));
  // Behind the tables' own description, in rows alone.
  const rowsBegin = statSync(file).size;
  const filled = openDatabase(file);
  inTransaction(filled, () => Array.from({ length: 3000 }, (_, i) => add(filled, `x${i}`)));
  closeDatabase(filled);
  const handle = openSync(file, 'r+');
  for (let at = rowsBegin; at < fstatSync(handle).size; at += 4096) writeSync(handle, Buffer.alloc(200, 0xa5), 0, 200, at);
  closeSync(handle);
  const db = openDatabase(file);
  expect(refusal(() => allDatasets(db))).toBe('bad-database stays');
  expect(() => allDatasets(db)).toThrow(expect.objectContaining({ hint: expect.stringContaining('graft restore') }));
  closeDatabase(db);
});

test('a fault of ours stays what it is', () => {
  const db = openDatabase(':memory:');
  add(db, 'a');
  expect(() => add(db, 'a')).toThrow(expect.objectContaining({ code: expect.stringMatching(/^SQLITE_CONSTRAINT/) }));
  expect(() => updateDataset(db, 'nobody', { name: 'x' })).not.toThrow('SQLITE');
  closeDatabase(db);
});
