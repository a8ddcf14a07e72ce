import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { closeDatabase, openDatabase } from '../../store/database.ts';
import { allDatasets, currentVersion, insertDataset } from '../../store/datasets.ts';
import { presentFiles, saveFiles } from '../../store/images.ts';
import { FileList } from '../../store/file-list.ts';
import { placeImages } from '../known/placed-image.ts';
import { addDataset } from '../scanning/add-dataset.ts';
import { collectAfterFiles } from '../scanning/collect-after-files.ts';
import { passingState } from '../version/dataset-state.ts';
import { planVersion } from '../version/plan-version.ts';
import { datasetReport } from './dataset-report.ts';

const fixture = fileURLToPath(new URL('./scan-killed.fixture.ts', import.meta.url));

/** BMP files of 8 x 8 pixels in 6 classes, no two alike. */
function writeBitmaps(root: string, from: number, to: number): void {
  for (let i = 0; i < 6; i++) mkdirSync(path.join(root, `class-${i}`), { recursive: true });
  const bytes = Buffer.alloc(246);
  bytes.write('BM');
  for (const [at, value] of [[2, 246], [10, 54], [14, 40], [18, 8], [22, 8], [26, 1], [28, 24], [34, 192]] as const) bytes.writeUInt16LE(value, at);
  for (let i = from; i < to; i++) {
    bytes.writeUInt32LE(i, 54);
    writeFileSync(path.join(root, `class-${i % 6}`, `picture-${String(i).padStart(6, '0')}.bmp`), bytes);
  }
}

/** Bytes that are held after a collection, in the heap and beside it. */
function held(): number {
  collectAfterFiles(Infinity);
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('of 100,000 files a scan holds less than 200 bytes each, what is planned of them 60 more, a report of them as much', () => {
  const count = 100_000;
  const db = openDatabase(path.join(tempFolder(), 'graft.sqlite'));
  insertDataset(db, { id: 'd', name: 'd', root: '/d' });
  const empty = held();
  const files = new FileList();
  for (let i = 0; i < count; i++) {
    const [sha256, stamp] = [i.toString(16).padStart(64, '0'), { inode: i, changedMs: i + 0.5 }];
    files.add({ path: `class-${i % 6}/picture-${String(i).padStart(6, '0')}.bmp`, sha256, sizeBytes: 246, modifiedMs: 1.5, stamp, width: 8, height: 8, problem: null });
  }
  files.sortByPath();
  const found = held();
  const plan = planVersion(placeImages(files, [], null), { val: 0.2, test: 0, seed: 0 }, new Map());
  const planned = held();
  expect([plan.members.length, files.length]).toEqual([count, count]);
  const ids = saveFiles(db, 'd', files);
  const stored = held();
  const state = passingState(db, 'd');
  const { trained } = datasetReport(db, 'd', state);
  const reported = held();
  expect([ids.length, trained.images, state.plan().members.length]).toEqual([count, count, count]);
  const bytes = [found - empty, planned - found, stored - planned, reported - stored].map((more) => Math.round(more / count));
  console.log(`bytes a file: ${bytes.join(', ')}`);
  for (const [step, most] of [200, 60, 60, 260].entries()) expect([step, bytes[step]! < most]).toEqual([step, true]);
  closeDatabase(db);
}, 60_000);

test('a scan that is killed leaves what was known as it was', { timeout: 120_000 }, async () => {
  const [root, data] = [tempFolder(), tempFolder()];
  writeBitmaps(root, 0, 60);
  const file = path.join(data, 'graft.sqlite');
  const db = openDatabase(file);
  const { id } = await addDataset(db, root);
  const said = () => JSON.stringify([[...presentFiles(db, id)], currentVersion(db, id), allDatasets(db)]);
  const before = said();
  writeBitmaps(root, 60, 3000);
  for (const delay of [0, 150, 300, 450, 600, 750, 900]) {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fixture, root, data]);
    const ended = new Promise<string | null>((resolve) => child.on('exit', (_, signal) => resolve(signal)));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    setTimeout(() => child.kill('SIGKILL'), delay);
    // One that was done before it could be killed has stored all of it.
    if ((await ended) === null || said() !== before) {
      expect([presentFiles(db, id).length, currentVersion(db, id)?.number]).toEqual([3000, 2]);
      break;
    }
    expect([delay, said() === before]).toEqual([delay, true]);
  }
  await addDataset(db, root);
  expect([presentFiles(db, id).length, currentVersion(db, id)?.number]).toEqual([3000, 2]);
  expect(db.$client.pragma('integrity_check', { simple: true })).toBe('ok');
  closeDatabase(db);
});
