import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from '../../e2e/fixtures/scripting-time.ts';
import { addDataset } from '../../src/core/datasets/scanning/add-dataset.ts';
import { openDataset } from '../../src/core/datasets/scanning/open-dataset.ts';
import { scanDataset } from '../../src/core/datasets/scanning/scan-dataset.ts';
import { closeDatabase, openDatabase } from '../../src/core/store/database.ts';
import type { Measure } from './measure.ts';

const classes = 1000;
const each = 100;
const files = classes * each;
const rounds = 5;
/** As an archive leaves them: one size, one time. */
const time = new Date('2024-05-01T12:00:00Z');

/** A BMP of 8 x 8 pixels with a number in it. */
function bitmap(number: number): Buffer {
  const file = Buffer.alloc(54 + 8 * 8 * 3, 90);
  file.fill(0, 0, 54);
  file.write('BM');
  for (const [at, value] of [[2, file.length], [10, 54], [14, 40], [18, 8], [22, 8], [54, number]] as const) file.writeUInt32LE(value, at);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  return file;
}

function draw(root: string): void {
  for (let c = 0; c < classes; c++) {
    mkdirSync(join(root, `class-${c}`), { recursive: true });
    for (let i = 0; i < each; i++) {
      const file = join(root, `class-${c}`, `${i}.bmp`);
      writeFileSync(file, bitmap(c * each + i));
      utimesSync(file, time, time);
    }
  }
}

async function seconds<T>(work: () => Promise<T>): Promise<[number, T]> {
  const began = performance.now();
  const result = await work();
  return [(performance.now() - began) / 1000, result];
}

export const measure: Measure = {
  name: 'folder-scan',
  says: `${files} pictures in ${classes} classes, read, read again ${rounds} times, and with two class folders swapped`,
  async run(say) {
    const folder = mkdtempSync(join(tmpdir(), 'graft-field-'));
    const root = join(folder, 'pictures');
    const db = openDatabase(join(folder, 'graft.sqlite'));
    try {
      say('writing the files');
      draw(root);
      say('reading them for the first time');
      const [first] = await seconds(() => addDataset(db, root));
      const again: number[] = [];
      const hashed: number[] = [];
      for (let round = 1; round <= rounds; round++) {
        say(`reading them again, round ${round} of ${rounds}`);
        again.push((await seconds(() => openDataset(db, root)))[0]);
        // As a database from before inode and ctime were kept.
        if (round === 1) db.$client.exec('DELETE FROM file_stamps');
        if (round === 1) hashed.push((await seconds(() => scanDataset(db, root)))[0], (await seconds(() => openDataset(db, root)))[0]);
      }
      for (const [from, to] of [['class-0', 'away'], ['class-1', 'class-0'], ['away', 'class-1']] as const)
        renameSync(join(root, from), join(root, to));
      const [swapped, { news }] = await seconds(() => openDataset(db, root));
      const changed = news?.kind === 'changes' ? (news.changes.find(({ what }) => what === 'changed')?.count ?? 0) : 0;
      const spread = (all: number[]) => `${quantile(all, 0.5).toFixed(1)} s (${Math.min(...all).toFixed(1)} to ${Math.max(...all).toFixed(1)})`;
      return [
        { what: 'read for the first time', figure: `${first.toFixed(0)} s` },
        { what: 'read again, nothing changed', figure: spread(again), holds: quantile(again, 0.5) < 10 },
        { what: 'read once more by content (a database from before)', figure: spread(hashed) },
        { what: 'two class folders swapped: files noticed', figure: `${changed} of ${2 * each}, ${swapped.toFixed(1)} s`, holds: changed === 2 * each },
      ];
    } finally {
      closeDatabase(db);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
