import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { pictureBytes } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

test('pictures that tell nothing but their group are told right where groups are torn apart, and by chance where they are whole', { timeout: 240_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'leaves');
  for (const [at, name] of ['dock', 'nettle'].entries()) {
    mkdirSync(path.join(folder, name), { recursive: true });
    for (let group = 0; group < 10; group++) {
      const bytes = await pictureBytes(`${name} ${group}`);
      for (let view = 0; view < 4; view++)
        await sharp(bytes).modulate({ brightness: 1 + view / 20 }).png().toFile(path.join(folder, name, `leaf${at}${group}_${view}.png`));
    }
  }
  const [price] = (await graft(['datasets', 'leak', folder, '--json'], { home })).lines();
  expect(Object.keys(price)).toEqual(['ungrouped', 'grouped']);
  expect(Object.keys(price.grouped)).toEqual(['accuracy', 'low', 'high']);
  expect(price.ungrouped.accuracy).toBeGreaterThan(0.9);
  expect(price.grouped.accuracy).toBeLessThan(0.75);
  expect(price.grouped.high).toBeLessThan(price.ungrouped.accuracy);
});
