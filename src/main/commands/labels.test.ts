import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

const pictures = (name: string, each: number): string[] => Array.from({ length: each }, (_, i) => `${name}/${i}.png`);

/** Every file below a folder with its size and time. */
const fingerprint = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => `${name} ${statSync(path.join(folder, name)).mtimeMs} ${statSync(path.join(folder, name)).size}`);

test(
  'labels are set, excluded, undone and exported by paths of every kind, and no file is touched',
  { timeout: 90_000 },
  async () => {
    const home = tempFolder();
    const folder = path.join(tempFolder(), 'pets');
    await writePictures(folder, [...pictures('cats', 6), ...pictures('dogs', 6)]);
    await graft(['datasets', 'add', folder], { home });
    const before = fingerprint(folder);
    const run = (args: string[], more = {}) => graft(['labels', ...args, '--json'], { home, ...more });

    // Relative to the data set's folder, absolute, and relative to where the shell is.
    const set = await run(['set', 'pets', 'dogs', 'cats/0.png', path.join(folder, 'cats/1.png')]);
    expect(set).toMatchObject({ code: 0 });
    expect(set.lines()).toEqual([
      {
        changed: 2,
        message: '2 pictures moved to dogs',
        classes: [
          { name: 'cats', count: 4 },
          { name: 'dogs', count: 8 },
        ],
        unlabelled: 0,
        excluded: 0,
        canUndo: true,
        canRedo: false,
      },
    ]);
    const excluded = await run(['exclude', '..', '-'], { cwd: path.join(folder, 'cats'), stdin: '2.png\n3.png\n' });
    expect(excluded.lines()[0]).toMatchObject({ changed: 2, excluded: 2 });
    expect((await run(['include', 'pets', 'cats/3.png'])).lines()[0]).toMatchObject({ changed: 1, excluded: 1 });
    expect((await run(['undo', 'pets'])).lines()[0]).toMatchObject({
      message: 'Undone: 1 picture included again',
      excluded: 2,
    });
    expect((await run(['redo', 'pets'])).lines()[0]).toMatchObject({ excluded: 1 });
    expect((await run(['history', 'pets', '--limit', '2'])).lines()[0]).toMatchObject([
      { message: 'Done again: 1 picture included again' },
      { message: 'Undone: 1 picture included again' },
    ]);

    const shown = await graft(['datasets', 'show', 'pets'], { home });
    expect(shown.stdout).toContain('11 pictures');
    expect(shown.stdout).toContain('1 picture excluded by hand');
    expect(shown.stdout).toContain('Changed since version 1; training makes version 2.');
    const table = path.join(tempFolder(), 'labels.csv');
    expect((await run(['export', 'pets', '--csv', table])).lines()).toEqual([{ file: table, images: 12 }]);
    const lines = readFileSync(table, 'utf8').trimEnd().split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'file,label,folder_label,excluded,split',
      expect.stringMatching(/^cats\/0\.png,dogs,cats,no,(train|val)$/),
      expect.stringMatching(/^cats\/1\.png,dogs,cats,no,(train|val)$/),
      'cats/2.png,cats,cats,yes,',
    ]);
    expect((await graft(['labels', 'export', 'pets'], { home })).stdout).toBe(readFileSync(table, 'utf8'));
    expect(fingerprint(folder)).toEqual(before);
  },
);

test('a folder without classes is labelled from the terminal; a whole folder at once', { timeout: 60_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'photos');
  await writePictures(folder, ['1.png', '2.png', 'later/3.png', 'later/4.png']);
  expect(await graft(['datasets', 'add', folder], { home })).toMatchObject({ code: 1 });
  const first = await graft(['labels', 'set', folder, 'sharp', '1.png', '2.png'], { home });
  expect(first).toMatchObject({ code: 0, stderr: 'Added the folder as data set "photos": 4 pictures in 1 class.\n' });
  expect(first.stdout).toMatch(/^2 pictures moved to sharp\.\nNow: later 2, sharp 2\. No file was touched/);
  // What is new in the folder is found without being asked for.
  await writePictures(folder, ['later/5.png']);
  const later = ['labels', 'set', 'photos', 'dull', 'later/5.png', 'later', '--json'];
  expect((await graft(later, { home })).lines()[0]).toMatchObject({ changed: 3 });
  expect((await graft(['datasets', 'add', folder, '--json'], { home })).lines()[0]).toMatchObject({
    version: 2,
    classes: [
      { name: 'dull', count: 3 },
      { name: 'sharp', count: 2 },
    ],
  });
});

test(
  'what is no picture of the data set, an unknown data set and a bad name are refused and change nothing',
  { timeout: 60_000 },
  async () => {
    const home = tempFolder();
    const folder = path.join(tempFolder(), 'pets');
    await writePictures(folder, [...pictures('cats', 2), ...pictures('dogs', 2)]);
    await graft(['datasets', 'add', folder], { home });
    const refused = async (args: string[]) => (await graft(['labels', ...args, '--json'], { home })).lines()[0].error;
    expect(await refused(['set', 'pets', 'x', 'cats/0.png', 'cats/9.png', '/etc/hosts'])).toMatchObject({
      code: 'not-found',
      field: 'files',
      message: expect.stringMatching(/"cats\/9\.png" is no picture .* 1 more/),
    });
    expect(await refused(['set', 'pets', ' ', 'cats/0.png'])).toMatchObject({ code: 'bad-usage', field: 'label' });
    expect(await refused(['undo', 'nobody'])).toMatchObject({ code: 'not-found', field: 'dataset' });
    expect((await graft(['labels', 'history', 'pets'], { home })).stdout).toContain('Nothing was labelled');
    expect((await graft(['labels', 'undo', 'pets', '--json'], { home })).lines()[0]).toMatchObject({
      changed: 0,
      canUndo: false,
    });
  },
);

test('what only reads, and what fails, makes no data set of a folder', { timeout: 180_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'flat');
  await writePictures(folder, ['0.png', '1.png']);
  const csv = path.join(tempFolder(), 'wrong.csv');
  writeFileSync(csv, 'file,label\nnope.png,cat\n');
  const failing = [
    ['history', folder],
    ['undo', folder],
    ['redo', folder],
    ['export', folder],
    ['export', folder, '--csv', path.join(home, 'new.csv')],
    ['import', folder, csv],
    ['set', folder, 'cat', 'nope.png'],
  ];
  for (const args of failing) {
    const ended = await graft(['labels', ...args], { home });
    expect({ args, ...ended }).toMatchObject({ code: expect.toSatisfy((code: number) => code > 0) });
    expect((await graft(['datasets', 'list', '--json'], { home })).lines(), args.join(' ')).toEqual([[]]);
  }
  expect(await graft(['labels', 'set', folder, 'cat', path.join(folder, '0.png')], { home })).toMatchObject({ code: 0 });
});

test('keys of classes: all of one call or none, and kept', { timeout: 60_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'pets');
  await writePictures(folder, [...pictures('cats', 2), ...pictures('dogs', 2)]);
  await graft(['datasets', 'add', folder], { home });
  const keys = (...args: string[]) => graft(['labels', 'keys', 'pets', ...args], { home });
  const refused = await keys('--set', 'cats=q', '--set', 'dogs=x', '--json');
  expect(refused).toMatchObject({ code: 2 });
  expect(JSON.parse(refused.stdout || refused.stderr)).toMatchObject({ error: { code: 'bad-usage', field: 'key' } });
  expect((await keys('--set', 'dogs=q', '--json')).lines()).toEqual([
    [
      { name: 'cats', key: '1', isChosen: false },
      { name: 'dogs', key: 'q', isChosen: true },
    ],
  ]);
  expect((await keys()).stdout).toBe('key  class\n1    cats\nq    dogs (chosen)\n');
  expect((await keys('--set', 'dogs=')).stdout).toBe('key  class\n1    cats\n2    dogs\n');
});

test('what is like others gets their class where it is asked for, one change a class', { timeout: 180_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'leaves');
  const sample = path.join(import.meta.dirname, '../../../datasets/sample');
  for (const kind of ['birch', 'oak']) {
    mkdirSync(path.join(folder, kind), { recursive: true });
    for (const [at, name] of readdirSync(path.join(sample, kind)).slice(0, 12).entries()) {
      copyFileSync(path.join(sample, kind, name), path.join(folder, at < 8 ? `${kind}/${name}` : `loose-${kind}-${name}`));
    }
  }
  await graft(['datasets', 'add', folder], { home });
  const suggest = (...args: string[]) => graft(['labels', 'suggest', 'leaves', '--k', '3', '--min-share', '0', ...args], { home });
  const [found] = (await suggest('--json')).lines();
  expect(found).toMatchObject({ k: 3, minShare: 0, compared: 16, undecided: 0, unread: 0, later: 0 });
  const named = found.classes.flatMap(({ pictures: some }: any) => some);
  expect(named.map(({ file }: any) => file.slice(0, 6))).toEqual(Array(8).fill('loose-'));
  const applied = await suggest('--apply');
  expect(applied.stdout).toContain('8 pictures labelled, one change a class');
  const [undone] = (await graft(['labels', 'undo', 'leaves', '--json'], { home })).lines();
  expect(undone).toMatchObject({ unlabelled: found.classes.at(-1).pictures.length });
  expect((await suggest('--min-share', '2', '--json')).code).toBe(2);
});
