import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { addAndShow, showDataset } from '../../../../test/add-and-show.ts';
import { writePictures } from '../../../../test/picture-folder.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { closeDatabase, openDatabase, type Database } from '../../store/database.ts';
import { presentFiles } from '../../store/images.ts';
import { rescanDataset } from './open-dataset.ts';
import { scanDataset } from './scan-dataset.ts';
import { settleMs } from './scan.ts';

const names = Array.from({ length: 6 }, (_, i) => `${i}.bmp`);

/** A picture whose size in bytes is the same for every shade. */
function bitmap(shade: number): Buffer {
  const file = Buffer.alloc(54 + 8 * 8 * 3, shade);
  file.fill(0, 0, 54);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  for (const [at, value] of [[10, 54], [14, 40], [18, 8], [22, 8]] as const) file.writeUInt32LE(value, at);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  return file;
}

const asTime = new Date('2024-05-01T12:00:00Z');

/** Two classes of files that have one size and one modification time, as an archive leaves them. */
async function twins(): Promise<{ db: Database; root: string }> {
  const root = tempFolder();
  for (const [c, name] of ['cats', 'dogs'].entries()) {
    mkdirSync(path.join(root, name));
    for (const [i, file] of names.entries()) {
      writeFileSync(path.join(root, name, file), bitmap(c * 100 + i * 10 + 5));
      utimesSync(path.join(root, name, file), asTime, asTime);
    }
  }
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  await addAndShow(db, root);
  return { db, root };
}

/** What the database says of every file against what lies there. */
async function isTrue(db: Database, root: string): Promise<boolean> {
  const { id } = showDataset(db, root);
  for (const row of presentFiles(db, id)) {
    if (row.sha256 !== (await sha256OfFile(path.join(root, row.path)))) return false;
  }
  return true;
}

function swap(root: string, a: string, b: string): void {
  renameSync(path.join(root, a), path.join(root, 'away'));
  renameSync(path.join(root, b), path.join(root, a));
  renameSync(path.join(root, 'away'), path.join(root, b));
}

const disturbances: Record<string, (root: string) => void> = {
  'two class folders that swapped places': (root) => swap(root, 'cats', 'dogs'),
  'two files that swapped places': (root) => swap(root, 'cats/0.bmp', 'dogs/0.bmp'),
  'a ring of three files': (root) => {
    swap(root, 'cats/0.bmp', 'cats/1.bmp');
    swap(root, 'cats/1.bmp', 'dogs/2.bmp');
  },
  'a file written over another with its time kept (cp -p)': (root) => {
    cpSync(path.join(root, 'cats/0.bmp'), path.join(root, 'dogs/0.bmp'), { preserveTimestamps: true });
  },
  'a file written in place whose time was set back': (root) => {
    writeFileSync(path.join(root, 'dogs/0.bmp'), bitmap(250), { flag: 'r+' });
    utimesSync(path.join(root, 'dogs/0.bmp'), asTime, asTime);
  },
  'a folder replaced by a copy with swapped contents (an archive unpacked again)': (root) => {
    const contents = names.map((name) => readFileSync(path.join(root, 'cats', name)));
    rmSync(path.join(root, 'cats'), { recursive: true });
    mkdirSync(path.join(root, 'cats'));
    for (const [i, name] of names.entries()) {
      writeFileSync(path.join(root, 'cats', name), contents.at(i - 1)!);
      utimesSync(path.join(root, 'cats', name), asTime, asTime);
    }
  },
  'a link that leads to another file of the same kind': (root) => {
    rmSync(path.join(root, 'dogs/0.bmp'));
    symlinkSync('../cats/0.bmp', path.join(root, 'dogs/0.bmp'));
  },
};

test.each(Object.entries(disturbances))('freshness: %s is noticed though size and time agree', async (_, disturb) => {
  const { db, root } = await twins();
  disturb(root);
  const shown = await addAndShow(db, root);
  expect(shown.version).toBe(2);
  expect(await isTrue(db, root)).toBe(true);
  // And the same where a window or its watcher looks.
  const { news } = await rescanDataset(db, shown.id);
  expect(news).toBeNull();
});

test('freshness: the watcher hears of swapped class folders as of any other change', async () => {
  const { db, root } = await twins();
  swap(root, 'cats', 'dogs');
  const { news } = await rescanDataset(db, showDataset(db, root).id, { onUnsettled: () => undefined });
  expect(news).toEqual({ kind: 'changes', changes: [{ what: 'changed', count: 12 }] });
  expect(await isTrue(db, root)).toBe(true);
});

test('freshness: a damaged file of a time to come, as of a camera whose clock is ahead, is told and not waited for without end', async () => {
  const { db, root } = await twins();
  const file = path.join(root, 'cats/6.bmp');
  writeFileSync(file, bitmap(9).subarray(0, 80));
  const tomorrow = new Date(Date.now() + 86_400_000);
  utimesSync(file, tomorrow, tomorrow);
  const unsettled: string[] = [];
  const look = () => rescanDataset(db, showDataset(db, root).id, { onUnsettled: (name) => unsettled.push(name) });
  await look();
  expect(unsettled, 'its entry has just changed').toEqual(['cats/6.bmp']);
  await delay(settleMs + 100);
  await look();
  expect(unsettled).toHaveLength(1);
  expect(showDataset(db, root).bad.map(({ file: name }) => name)).toEqual(['cats/6.bmp']);
});

test('freshness: a file that was only touched or moved about on its disk is read, not decoded, and makes no version', async () => {
  const { db, root } = await twins();
  const untouched = await scanDataset(db, root);
  expect(untouched).toMatchObject({ read: 0, decoded: 0 });
  const copy = path.join(tempFolder(), 'copy');
  cpSync(root, copy, { recursive: true, preserveTimestamps: true });
  for (const name of ['cats', 'dogs']) {
    rmSync(path.join(root, name), { recursive: true });
    cpSync(path.join(copy, name), path.join(root, name), { recursive: true, preserveTimestamps: true });
  }
  utimesSync(path.join(root, 'cats/0.bmp'), new Date(), new Date());
  expect(await scanDataset(db, root)).toMatchObject({ read: 12, decoded: 0 });
  expect(await addAndShow(db, root)).toMatchObject({ version: 1, hasChanges: false, images: 12 });
  expect(await scanDataset(db, root)).toMatchObject({ read: 0 });
});

test('freshness: a database from before this was kept reads every file once and then trusts it', async () => {
  const { db, root } = await twins();
  db.$client.exec('DELETE FROM file_stamps');
  swap(root, 'cats', 'dogs');
  expect((await addAndShow(db, root)).version).toBe(2);
  expect(await isTrue(db, root)).toBe(true);
  expect(await scanDataset(db, root)).toMatchObject({ read: 0 });
});

test('freshness: a picture of which only the time changed leaves what training sees as it was', async () => {
  const { db, root } = await twins();
  const { id } = showDataset(db, root);
  const revision = () => db.$client.prepare('SELECT revision FROM datasets WHERE id = ?').pluck().get(id);
  const before = revision();
  utimesSync(path.join(root, 'cats/0.bmp'), new Date(), new Date());
  await rescanDataset(db, id);
  expect(revision()).toBe(before);
  expect([...presentFiles(db, id)].find(({ path: file }) => file === 'cats/0.bmp')!.modifiedMs).toBe(statSync(path.join(root, 'cats/0.bmp')).mtimeMs);
});

test('a class folder that links to another is no class, and is told', async () => {
  const root = tempFolder();
  await writePictures(root, ['cats/1.png', 'cats/2.png', 'dogs/1.png']);
  symlinkSync('cats', path.join(root, 'tigers'));
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  const shown = await addAndShow(db, root);
  expect(shown.classes.map(({ name }) => name)).toEqual(['cats', 'dogs']);
  expect(shown.layout.ignored).toEqual([{ folder: 'tigers', reason: 'it is a link to "cats", where its pictures count', values: { kind: 'linked', count: 0, target: 'cats' } }]);
  rmSync(path.join(root, 'tigers'));
  expect((await addAndShow(db, root)).layout.ignored).toEqual([]);
});
