import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { runWithModel } from '../../../test/model-run.ts';
import { writePictures } from '../../../test/picture-folder.ts';
import { openSmallStudio } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

let small: SmallStudio;
let run = '';
const home = () => ({ home: small.studio.folder.root });
beforeAll(async () => {
  small = await openSmallStudio([4, 4]);
  run = String(await runWithModel(small.studio, small.dataset));
}, 180_000);
afterAll(() => small.close());
const picture = () => small.dataset.images[0]!.file;

test('explain tells the map in JSON and writes the picture with it', async () => {
  const out = path.join(tempFolder(), 'why.png');
  const { code, lines } = await graft(['explain', run, picture(), '--class', 'class-1', '--out', out, '--json'], home());
  expect(code).toBe(0);
  const [answer] = lines();
  expect(answer).toMatchObject({ run: Number(run), file: picture(), className: 'class-1', rows: 2, columns: 2, out });
  expect(answer.values).toHaveLength(4);
  expect(answer.crop).toHaveLength(4);
  const [{ width, height }, original] = await Promise.all([sharp(out).metadata(), sharp(picture()).metadata()]);
  expect([width, height]).toEqual([original.width, original.height]);
  expect(readFileSync(out).equals(readFileSync(picture()))).toBe(false);
}, 180_000);

test('for people it is a line and a small drawing', async () => {
  const { code, stdout } = await graft(['explain', run, picture()], home());
  expect(code).toBe(0);
  const [first, ...drawing] = stdout.trimEnd().split('\n');
  expect(first).toMatch(new RegExp(`^Run ${run} gives class-[01] \\d+\\.\\d %\\. Where in `));
  expect(drawing).toHaveLength(2);
  expect(drawing.join('')).toContain('██');
}, 180_000);

test('what cannot be explained is refused, and the picture is never written over', async () => {
  const before = createHash('sha256').update(readFileSync(picture())).digest('hex');
  const over = await graft(['explain', run, picture(), '--out', picture()], home());
  expect([over.code, over.stdout]).toEqual([2, '']);
  expect(over.stderr).toMatch(/is read by this command; it is not replaced/);
  expect(createHash('sha256').update(readFileSync(picture())).digest('hex')).toBe(before);
  expect((await graft(['explain', run, picture(), '--out', 'map.jpg'], home())).stderr).toMatch(/does not end in \.png/);
  const strange = await graft(['explain', run, picture(), '--class', 'rose', '--json'], home());
  expect(strange.lines()[0]).toMatchObject({ error: { code: 'not-found', field: 'className' } });
  const out = path.join(tempFolder(), 'none.png');
  const missing = await graft(['explain', run, path.join(small.pictures, 'none.jpg'), '--out', out, '--json'], home());
  expect([missing.code, missing.lines()[0]]).toMatchObject([1, { error: { code: 'bad-image', field: 'picture', message: expect.stringContaining('none.jpg: the file is not there'), hint: expect.stringContaining('path') } }]);
  expect(existsSync(out)).toBe(false);
}, 120_000);

test('predict --csv - writes the table to stdout, and nothing else', async () => {
  const { code, stdout } = await graft(['predict', run, picture(), small.pictures, '--csv', '-', '--top', '1'], home());
  const rows = stdout.trimEnd().split('\n');
  expect([code, rows[0], rows.length]).toEqual([0, 'file,label,probability,error,familiarity,unfamiliar', 10]);
  expect(rows[1]).toMatch(new RegExp(`^${picture()},class-[01],0\\.\\d+,,,$`));
  const both = await graft(['predict', run, picture(), '--csv', '-', '--json'], home());
  expect([both.code, both.lines()[0]]).toMatchObject([2, { error: { code: 'bad-usage', field: 'csv' } }]);
}, 180_000);

test('evaluate on a folder without classes, or with others, fails and makes no data set of it', async () => {
  const datasets = async () => (await graft(['datasets', 'list', '--json'], home())).lines()[0].map(({ id }: { id: string }) => id);
  const before = await datasets();
  for (const files of [['0.png', '1.png'], ['cats/0.png', 'dogs/0.png']]) {
    const folder = tempFolder();
    await writePictures(folder, files);
    expect(await graft(['evaluate', run, folder], home())).toMatchObject({ code: 1, stderr: expect.stringMatching(/No picture|does not know/) });
    expect(await datasets()).toEqual(before);
  }
}, 120_000);
