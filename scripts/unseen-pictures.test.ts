import { expect, test } from 'vitest';
import { graft } from '../test/graft.ts';
import { writePictures } from '../test/picture-folder.ts';
import { tempFolder } from '../test/temp-folder.ts';
import { predictedLine, unseenPictures } from './unseen-pictures.ts';
import type { LabelRow } from './unseen-pictures.ts';

test('the demo classifies pictures of the test side alone, one a class, or says that there are none', async () => {
  const [home, folder] = [tempFolder(), tempFolder()];
  await writePictures(folder, ['oak', 'fir'].flatMap((name) => Array.from({ length: 10 }, (_, i) => `${name}/${i}.png`)));
  await graft(['datasets', 'add', folder, '--name', 'leaves', '--test', '0.2', '--json'], { home });
  const [rows] = (await graft(['labels', 'export', 'leaves', '--json'], { home })).lines() as [LabelRow[]];
  const unseen = unseenPictures(rows);
  expect(unseen.map(({ file, label }) => [file.split('/')[0], label])).toEqual([['fir', 'fir'], ['oak', 'oak']]);
  expect(rows.filter(({ file }) => unseen.some((one) => one.file === file)).map(({ split }) => split)).toEqual(['test', 'test']);
  expect(() => unseenPictures(rows.map((row) => ({ ...row, split: row.split === 'test' ? 'val' : row.split })))).toThrow('No picture of fir');
}, 60_000);

test('a picture that was taken for another class is marked', () => {
  const row = { file: 'a.jpg', top: [{ label: 'oak', probability: 0.5 }, { label: 'fir', probability: 0.25 }] };
  expect(predictedLine(row, 'oak')).toBe('a.jpg: oak 50.0 %, fir 25.0 %');
  expect(predictedLine(row, 'fir')).toBe('a.jpg: oak 50.0 %, fir 25.0 %   <- wrong: it is fir');
});
