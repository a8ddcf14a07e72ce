import path from 'node:path';
import { mkdirSync } from 'node:fs';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { addDataset } from '../../core/datasets/scanning/add-dataset.ts';
import { datasetReport } from '../../core/datasets/views/dataset-report.ts';
import { openDatabase } from '../../core/store/database.ts';
import { datasetJson } from '../commands/dataset-json.ts';
import { datasetText } from './dataset-text.ts';

/** Two classes of four pictures of 4 : 3, and `long` ones of 3 : 1 beside them. */
async function shown(long: number) {
  const root = path.join(tempFolder(), 'pets');
  const write = async (file: string, width: number, height: number, r: number) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    await sharp({ create: { width, height, channels: 3, background: { r, g: 90, b: height } } }).png().toFile(path.join(root, file));
  };
  for (let at = 0; at < 8; at += 1) await write(`${at < 4 ? 'cat' : 'dog'}/${at}.png`, 40, 30, at);
  for (let at = 0; at < long; at += 1) await write(`cat/long-${at}.png`, 60, 20, at);
  const db = openDatabase(':memory:');
  const { id } = await addDataset(db, root);
  const report = datasetReport(db, id);
  return { text: datasetText(report), findings: datasetJson(report).findings };
}

test('of many folders that are left out the first are told, and how many more there are', async () => {
  const root = path.join(tempFolder(), 'pets');
  for (let at = 0; at < 4; at += 1) {
    const file = path.join(root, at < 2 ? 'cat' : 'dog', `${at}.png`);
    mkdirSync(path.dirname(file), { recursive: true });
    await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: at, g: 0, b: 0 } } }).png().toFile(file);
  }
  for (let at = 10; at < 33; at += 1) mkdirSync(path.join(root, `empty-${at}`));
  const db = openDatabase(':memory:');
  const { id } = await addDataset(db, root);
  const text = datasetText(datasetReport(db, id));
  expect(text).toContain('Left out empty-29/: it holds no picture and is no class\n  and 3 more folders; --json lists all');
  expect(text).not.toContain('empty-30');
});

test('how many pictures lose over a third is told with what to do, and in JSON with what training does by itself', async () => {
  const none = await shown(0);
  expect(none.text).not.toContain('a third');
  const few = await shown(1);
  expect(few.text).toContain('1 picture loses more than a third where only the middle is seen; train with --fit pad to show the network the whole picture.');
  expect(few.findings).toContainEqual({ kind: 'cut-off', count: 1, usual: 'crop' });
  const many = await shown(20);
  expect(many.text).toContain('20 pictures lose more than a third where only the middle is seen; training shows the network the whole picture (--fit pad).');
  expect(many.findings).toContainEqual({ kind: 'cut-off', count: 20, usual: 'pad' });
});
