import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { datasetState } from '../../core/datasets/version/dataset-state.ts';
import { openStudio } from '../../core/open-studio.ts';
import { judgeSuspect } from '../../core/runs/use/judge-suspects.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

test('pictures in the wrong folder are named first, a line each, with the class they look like', { timeout: 240_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'squares');
  const colours = { red: { r: 200, g: 30, b: 30 }, blue: { r: 30, g: 30, b: 200 } };
  for (const [name, background] of Object.entries(colours)) {
    mkdirSync(path.join(folder, name), { recursive: true });
    for (let at = 0; at < 14; at++) {
      // The last one lies with the others.
      const shown = at === 13 ? Object.values(colours).find((each) => each !== background)! : background;
      await sharp({ create: { width: 48 + at, height: 48, channels: 3, background: { ...shown, g: 30 + 4 * at } } }).png().toFile(path.join(folder, name, `${at}.png`));
    }
  }
  const lines = (await graft(['suspects', folder, '--json'], { home })).lines();
  expect(lines.length).toBe(2);
  for (const line of lines) {
    expect(Object.keys(line)).toEqual(['rank', 'file', 'split', 'given', 'likely', 'score', 'neighbours']);
    expect(['red/13.png', 'blue/13.png']).toContain(line.file);
    expect(line.given).toBe(line.file.split('/')[0]);
    expect(line.likely).not.toBe(line.given);
    expect(line.neighbours[0].label).toBe(line.likely);
  }
  const [first] = lines;
  const studio = openStudio({ dataDir: home });
  const image = datasetState(studio.db, 'squares').images.find(({ file }) => file.path === first.file)!;
  judgeSuspect(studio.db, 'squares', image.file.id, null);
  studio.close();
  const again = (await graft(['suspects', folder, '--json'], { home })).lines();
  expect(again.map(({ file }) => file), 'unsure ones come last').toEqual([...lines.slice(1).map(({ file }) => file), first.file]);
  expect(again.at(-1).rank).toBe(lines.length);
  const { stdout } = await graft(['suspects', folder, '--limit', '1'], { home });
  expect(stdout).toContain('graft labels set squares <class> <picture>');
  expect(stdout).toContain('1 picture that you were unsure of before comes last.');
});
