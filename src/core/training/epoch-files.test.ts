import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smallDisk } from '../../../test/small-disk.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { freshProgress, loadBest, loadCheckpoint } from './checkpoint.ts';
import { openEpochFiles } from './epoch-files.ts';

const run = '1@0';
const weights = (value: number, length = 2) => new Map([['fc.bias', { shape: [length], data: new Float32Array(length).fill(value) }]]);
const after = (epochs: number) => ({ ...freshProgress(), epochs });

test('best weights have their place with the checkpoint after them; both are there for whoever comes after a kill', async () => {
  const folder = tempFolder();
  const files = openEpochFiles(folder, run);
  files.best(0, () => weights(1));
  expect(readdirSync(folder).filter((name) => !name.endsWith('.tmp'))).toEqual([]);
  await files.checkpoint(weights(10), after(1));
  expect(readdirSync(folder).sort()).toEqual(['best-0.safetensors', 'last.safetensors']);
  expect([await loadBest(folder, 0, run), (await loadCheckpoint(folder, run))!.state]).toEqual([weights(1), weights(10)]);
  await files.settled();
  expect(readdirSync(folder).sort()).toEqual(['best-0.safetensors', 'last.safetensors']);
});

test('a checkpoint is due once training has gone on for twenty times what the one before took; a kill until then leaves both as they were', async () => {
  const folder = tempFolder();
  let nowMs = 0;
  const files = openEpochFiles(folder, run, () => nowMs);
  expect(files.isDue(), 'the first').toBe(true);
  files.best(0, () => ((nowMs += 30), weights(1)));
  await files.checkpoint(weights(10), after(1));
  nowMs += 599;
  expect(files.isDue()).toBe(false);
  files.best(0, () => weights(2));
  await files.settled();
  expect([await loadBest(folder, 0, run), (await loadCheckpoint(folder, run))!.state]).toEqual([weights(1), weights(10)]);
  nowMs += 1;
  expect(files.isDue()).toBe(true);
  files.best(0, () => weights(3));
  await files.checkpoint(weights(30), after(3));
  expect([await loadBest(folder, 0, run), (await loadCheckpoint(folder, run))!.state]).toEqual([weights(3), weights(30)]);
});

test('a checkpoint of which a power cut left a part is refused, and the one before takes its place, beside the best weights of either', async () => {
  const folder = tempFolder();
  const files = openEpochFiles(folder, run);
  for (const epoch of [1, 2]) {
    files.best(0, () => weights(epoch));
    await files.checkpoint(weights(10 * epoch), after(epoch));
  }
  await files.settled();
  truncateSync(join(folder, 'last.safetensors'), readFileSync(join(folder, 'last.safetensors')).length / 2);
  const { state, progress, notice } = (await loadCheckpoint(folder, run))!;
  expect([state, progress.epochs, notice]).toEqual([weights(10), 1, expect.objectContaining({ about: 'checkpoint-damaged' })]);
  expect(await loadBest(folder, 0, run)).toEqual(weights(2));
});

test('where the disk has no room for a checkpoint, the best weights have their place, and the checkpoint before stays', async (context) => {
  const { folder } = smallDisk(context, 1);
  const files = openEpochFiles(folder, run);
  await files.checkpoint(weights(1), after(1));
  files.best(0, () => weights(2));
  await expect(files.checkpoint(weights(3, 1_000_000), after(2))).rejects.toMatchObject({ code: 'out-of-disk' });
  expect([await loadBest(folder, 0, run), (await loadCheckpoint(folder, run))!.progress.epochs]).toEqual([weights(2), 1]);
  expect(readdirSync(folder).sort(), 'nothing half written').toEqual(['best-0.safetensors', 'previous.safetensors']);
});
