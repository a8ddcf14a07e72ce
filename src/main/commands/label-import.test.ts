import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

test('labels in a CSV: imported, told, taken back with one undo; what is wrong changes nothing', { timeout: 180_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'dogs');
  await writePictures(folder, ['one/000a.png', 'one/000b.png', 'one/000c.png', 'one/=d.png', 'two/e.png', 'two/f.png']);
  await graft(['datasets', 'add', folder], { home });
  const csv = path.join(tempFolder(), 'kaggle.csv');
  const importing = (more: string[] = []) => graft(['labels', 'import', 'dogs', csv, ...more], { home });
  const table = async () => (await graft(['labels', 'export', 'dogs'], { home })).stdout;
  const before = await table();

  writeFileSync(csv, '\ufeffid;breed;species\r\n000a;beagle;dog\r\n', 'utf16le');
  expect(await importing(['--label-column', 'colour'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Name one of "id", "breed", "species"'),
  });
  expect(await importing()).toMatchObject({ code: 2, stderr: expect.stringContaining('--label-column') });
  writeFileSync(csv, 'id,breed\n000a,beagle\n000a,pug\n');
  expect(await importing()).toMatchObject({ code: 2, stderr: expect.stringMatching(/lines 2 and 3 .*Nothing was changed/) });
  writeFileSync(csv, 'id,breed\nn\u001b[31mope,beagle\n000a,beagle\n000b,pug\n000c,\n"one\\=d.png",pug\n');
  expect(await graft(['labels', 'import', 'id:dogs', csv, '--dry-run'], { home })).toMatchObject({ code: 0 });
  const dry = await importing(['--dry-run']);
  expect(dry.stdout).toContain('Then: beagle 1, one 1, pug 2, two 2. Nothing was changed (--dry-run).');
  expect(await table()).toBe(before);

  expect(dry.stdout).not.toContain('Not read');

  const done = await importing();
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toContain('1 row without a picture: line 2 "n\\u001b[31mope"');
  expect(done.stdout).toContain('2 pictures without a row: "two/e.png", "two/f.png"');
  expect(done.stdout).toContain('1 row without a label: line 5 "000c"');
  expect(done.stdout).toContain('3 pictures labelled as in kaggle.csv.');
  const exported = path.join(tempFolder(), 'mine.csv');
  await graft(['labels', 'export', 'dogs', '--csv', exported], { home });
  expect((await graft(['labels', 'undo', 'dogs'], { home })).stdout).toContain('Undone: 3 pictures labelled as in kaggle.csv.');
  expect(await table()).toBe(before);
  const back = await graft(['labels', 'import', 'dogs', exported, '--json'], { home });
  expect(back.lines()[0]).toMatchObject({ dryRun: false, rows: 6, matched: 6, withoutPicture: { count: 0 }, withoutRow: { count: 0 } });
  expect((await importing(['--json'])).lines()[0]).toMatchObject({ changed: 0, matched: 4, notRead: { count: 0, first: [] } });
  writeFileSync(csv, 'id,breed,side\n000a,beagle,left\n');
  expect((await importing(['--dry-run'])).stdout).toContain('Not read: "side".');
});

test('a flat folder becomes a data set with --labels; a wrong table or column is refused and nothing is stored', { timeout: 180_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'photos');
  await writePictures(folder, ['1.png', '2.png', '3.png', '4.png', '5.png']);
  const csv = path.join(folder, 'labels.csv');
  writeFileSync(csv, 'name;kind\r\n1;cat\r\n2;cat\r\n3;d\u00f6g\r\n4;d\u00f6g\r\n', 'latin1');
  const add = (...more: string[]) => graft(['datasets', 'add', folder, '--labels', csv, '--json', ...more], { home });
  expect(await add()).toMatchObject({ code: 2, stderr: expect.stringContaining('not UTF-8') });
  expect((await add('--encoding', 'windows-1252')).lines()[0]).toMatchObject({
    id: 'photos',
    classes: [{ name: 'cat', count: 2 }, { name: 'dög', count: 2 }],
    labelsFrom: 'labels.csv',
    ignored: 1,
    match: { matched: 4, withoutRow: { count: 1, first: ['5.png'] } },
    warnings: ['Left out: 1 picture has no label, such as "5.png".'],
  });
  const shown = await graft(['datasets', 'show', 'photos'], { home });
  expect(shown.stdout).toContain('Labels come from labels.csv.');
  const stdin = 'file,label\n5,cat\n';
  expect((await graft(['labels', 'import', 'photos', '-', '--json'], { home, stdin })).lines()[0]).toMatchObject({
    changed: 1,
    message: '1 picture labelled as in stdin',
  });
  // What lies in a data set's folder is a person's.
  const before = readFileSync(csv);
  for (const args of [['labels', 'export', 'photos', '--csv', csv], ['predict', '1', '/nowhere.png', '--csv', csv], ['explain', '1', '/nowhere.png', '--out', path.join(folder, '1.png')]]) {
    expect(await graft(args, { home })).toMatchObject({ code: 2, stderr: expect.stringContaining('is not replaced') });
  }
  expect(readFileSync(csv)).toEqual(before);
});
