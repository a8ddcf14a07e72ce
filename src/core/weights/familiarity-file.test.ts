import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flipByte } from '../../../test/flip-byte.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { familiarityFiles, loadFamiliarity, saveFamiliarity } from './familiarity-file.ts';

const kept = { index: { rows: Int8Array.of(127, -3, 5, 127, 0, 127), dimensions: 2, k: 1 }, pictures: ['ab'.repeat(32), '01'.repeat(32), 'ff'.repeat(32)], known: Float32Array.of(-0.25, -1.5) };

test('what was kept comes back, for the weights that it is of', async () => {
  const folder = tempFolder();
  expect(await loadFamiliarity(folder, 'w')).toBeNull();
  await saveFamiliarity(folder, 'w', kept);
  expect(await loadFamiliarity(folder, 'w')).toEqual(kept);
  expect([await loadFamiliarity(folder, 'other'), await loadFamiliarity(folder, null)]).toEqual([null, null]);
});

test('damage is told: a byte of either file, and values that are gone', async () => {
  for (const name of Object.values(familiarityFiles)) {
    const folder = tempFolder();
    await saveFamiliarity(folder, 'w', kept);
    const whole = readFileSync(join(folder, name));
    flipByte(join(folder, name), Math.floor(whole.length / 2));
    await expect(loadFamiliarity(folder, 'w'), name).rejects.toMatchObject({ code: 'bad-weights' });
    writeFileSync(join(folder, name), whole);
    await loadFamiliarity(folder, 'w');
    rmSync(join(folder, familiarityFiles.values));
    await expect(loadFamiliarity(folder, 'w')).rejects.toMatchObject({ code: 'bad-weights' });
  }
});
