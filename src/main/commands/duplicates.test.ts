import { copyFileSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { writePictures, writeScenes } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { lookAtPictures } from '../../core/datasets/scanning/look-at-pictures.ts';
import { rescanDataset } from '../../core/datasets/scanning/open-dataset.ts';
import { endDecodeHost } from '../../core/images/decode-host.ts';
import { openStudio } from '../../core/open-studio.ts';
import { allDatasets } from '../../core/store/datasets.ts';

test('equal pictures in groups with what differs; one of each is kept, those of two classes are left to be looked at', { timeout: 90_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'pets');
  const pictures = (name: string) => Array.from({ length: 6 }, (_, i) => `${name}/${i}.png`);
  await writePictures(folder, [...pictures('cats'), ...pictures('dogs')]);
  const copy = (from: string, to: string) => copyFileSync(path.join(folder, from), path.join(folder, to));
  copy('cats/0.png', 'cats/0-copy.png');
  copy('cats/0.png', 'cats/0-again.png');
  copy('cats/1.png', 'dogs/cat.png');
  const files = readdirSync(folder, { recursive: true }).length;
  const run = (...args: string[]) => graft(['datasets', 'duplicates', folder, ...args], { home });

  const [found] = (await run('--json')).lines();
  const filesOf = ({ groups }: any) => groups.map(({ pictures: some, differs }: any) => [some.map(({ file }: any) => file), differs.includes('label')]);
  expect(filesOf(found)).toEqual([
    [['cats/0-again.png', 'cats/0-copy.png', 'cats/0.png'], false],
    [['cats/1.png', 'dogs/cat.png'], true],
  ]);
  // The health panel and `datasets show` speak of the same groups.
  expect((await graft(['datasets', 'show', folder, '--json'], { home })).lines()[0]).toMatchObject({ duplicates: { exactGroups: 2 } });

  const [kept] = (await run('--keep', 'first', '--json')).lines();
  expect([kept.excluded, filesOf(kept)]).toEqual([2, [[['cats/1.png', 'dogs/cat.png'], true]]]);
  const again = await run('--keep', 'first');
  expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/2 pictures of \d+ x \d+, .*; they differ in class/) });
  expect((await graft(['labels', 'undo', folder, '--json'], { home })).lines()[0]).toMatchObject({ changed: 2, excluded: 0 });
  expect(filesOf((await run('--json')).lines()[0])).toHaveLength(2);
  expect(readdirSync(folder, { recursive: true })).toHaveLength(files);
});

test('pictures saved again, made smaller or brighter are found, the largest is kept, and a scan does not look twice', { timeout: 90_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'pets');
  await writeScenes(folder, ['cats/a.png', 'cats/b.png', 'cats/c.png', 'dogs/a.png', 'dogs/b.png']);
  const file = (name: string) => path.join(folder, name);
  await sharp(file('cats/a.png')).jpeg({ quality: 60 }).toFile(file('cats/a-small.jpg'));
  await sharp(file('cats/a.png')).resize(400).jpeg().toFile(file('cats/a-large.jpg'));
  await sharp(file('cats/b.png')).modulate({ brightness: 1.1 }).webp().toFile(file('dogs/b-again.webp'));
  const run = (...args: string[]) => graft(['datasets', ...args, '--json'], { home });
  expect((await run('show', folder)).lines()[0].nearDuplicates).toBeNull();

  const [found] = (await run('duplicates', folder, '--near')).lines();
  const filesOf = ({ groups }: any) => groups.map(({ pictures, isSure, differs }: any) => [pictures.map(({ file: one }: any) => one), isSure, differs.includes('label')]);
  expect(filesOf(found)).toEqual([
    [['cats/a-large.jpg', 'cats/a.png', 'cats/a-small.jpg'], true, false],
    [['cats/b.png', 'dogs/b-again.webp'], true, true],
  ]);
  expect(found.groups[0].pictures[0]).toMatchObject({ width: 400, height: 300, label: 'cats' });
  const shown = (await run('show', folder)).lines()[0];
  expect(shown.nearDuplicates.map(({ files }: any) => files.length)).toEqual([3, 2]);
  expect(shown.findings).toContainEqual({ kind: 'near-duplicates', count: 5, groups: 2 });

  const kept = (await run('duplicates', folder, '--near', '--keep', 'largest')).lines()[0];
  expect([kept.excluded, filesOf(kept)]).toEqual([2, [[['cats/b.png', 'dogs/b-again.webp'], true, true]]]);
  await graft(['labels', 'undo', folder], { home });

  const { db, close } = openStudio({ dataDir: home });
  const { id } = allDatasets(db)[0]!;
  expect(await lookAtPictures(db, id)).toEqual({ looked: 0, unread: 0 });
  renameSync(file('cats/c.png'), file('cats/renamed.png'));
  await sharp(file('dogs/a.png')).negate().png().toFile(file('dogs/new.png'));
  await rescanDataset(db, id);
  // What is new and what has another name; the others not again.
  expect(await lookAtPictures(db, id)).toEqual({ looked: 2, unread: 0 });
  close();
  await endDecodeHost();
});
