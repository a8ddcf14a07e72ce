import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

const pictures = (classes: readonly string[], each: number): string[] =>
  classes.flatMap((name) => Array.from({ length: each }, (_, i) => `${name}/${i}.png`));

test('a folder becomes a data set, is shown, moved, and forgotten', async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'Süß & "good"');
  await writePictures(folder, pictures(['cat', 'dog'], 10));
  writeFileSync(path.join(folder, 'cat', 'line\nbreak.jpg'), 'no picture');

  const added = await graft(['datasets', 'add', folder, '--name', 'Pets', '--test', '0.2', '--json'], { home });
  expect(added.code).toBe(0);
  expect(added.lines()).toEqual([
    expect.objectContaining({
      id: 'pets',
      name: 'Pets',
      version: 1,
      images: 20,
      classes: [
        { name: 'cat', count: 10 },
        { name: 'dog', count: 10 },
      ],
      bad: [{ file: 'cat/line\nbreak.jpg', reason: expect.any(String), values: { kind: 'no-picture', what: 'text' } }],
      duplicates: expect.objectContaining({ exactGroups: 0 }),
      labelConflicts: [],
      split: { train: 12, val: 4, test: 4 },
    }),
  ]);

  const shown = await graft(['datasets', 'show', 'pets'], { home });
  expect(shown.stdout).toMatch(/20 pictures: 12 train, 4 validation, 4 test/);
  expect(shown.stdout).toContain('cat/line\\nbreak.jpg: ');
  expect(shown.stdout).not.toContain('\u001b');
  expect((await graft(['datasets', 'show', folder, '--json'], { home })).lines()).toEqual(added.lines());

  const moved = path.join(tempFolder(), 'moved');
  renameSync(folder, moved);
  const relinked = await graft(['datasets', 'relink', 'pets', moved, '--json'], { home });
  expect(relinked.lines()[0]).toMatchObject({ id: 'pets', version: 1, root: moved });

  expect((await graft(['datasets', 'list', '--json'], { home })).lines()[0]).toHaveLength(1);
  expect(await graft(['datasets', 'remove', 'pets'], { home })).toMatchObject({ code: 0 });
  expect((await graft(['datasets', 'list', '--json'], { home })).lines()).toEqual([[]]);
});

test('an unknown folder is added on the fly, which is said on stderr and only once', async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'pets');
  await writePictures(folder, pictures(['cat', 'dog'], 5));
  const first = await graft(['datasets', 'show', folder, '--json'], { home });
  expect(first.lines()[0]).toMatchObject({ id: 'pets', images: 10 });
  expect(first.stderr).toBe('Added the folder as data set "pets": 10 pictures in 2 classes.\n');
  expect((await graft(['datasets', 'show', folder, '--json'], { home })).stderr).toBe('');
});

test('a name is never the data set of another folder: where a folder of that name lies here, it is asked which', { timeout: 90_000 }, async () => {
  const home = tempFolder();
  const [a, b] = [tempFolder(), tempFolder()];
  for (const [place, classes] of [[a, ['cat', 'dog']], [b, ['oak', 'fir', 'elm']]] as const) {
    await writePictures(path.join(place, 'data'), pictures(classes, 5));
  }
  const show = (cwd: string, word: string) => graft(['datasets', 'show', word, '--json'], { home, cwd });
  expect((await show(a, 'data')).lines()[0]).toMatchObject({ id: 'data', images: 10 });
  const asked = await show(b, 'data');
  expect([asked.code, asked.lines()[0].error]).toEqual([2, expect.objectContaining({ code: 'bad-usage', field: 'dataset' })]);
  // No other command takes it for the one it is not, and nothing was added meanwhile.
  const commands = [['datasets', 'remove', 'data'], ['labels', 'history', 'data'], ['train', 'data', '--dry-run']];
  const ended = await Promise.all(commands.map((args) => graft([...args, '--json'], { home, cwd: b })));
  expect(ended.map(({ code }) => code)).toEqual([2, 2, 2]);
  expect((await show(b, './data')).lines()[0]).toMatchObject({ id: 'data-2', images: 15 });
  expect((await show(b, 'id:data')).lines()[0]).toMatchObject({ id: 'data', images: 10 });
});

test('--data-dir goes before GRAFT_HOME, and may stand before or after the command', async () => {
  const [home, other] = [tempFolder(), tempFolder()];
  const folder = path.join(tempFolder(), 'pets');
  await writePictures(folder, pictures(['cat', 'dog'], 5));
  await graft(['--data-dir', other, 'datasets', 'add', folder], { home });
  expect((await graft(['datasets', 'list', '--json'], { home })).lines()).toEqual([[]]);
  expect((await graft(['datasets', 'list', '--json', '--data-dir', other], { home })).lines()[0]).toHaveLength(1);
});

test('a folder that cannot be trained on is a failure with a hint', async () => {
  const home = tempFolder();
  const { code, lines } = await graft(['datasets', 'add', tempFolder(), '--json'], { home });
  expect(code).toBe(1);
  expect(lines()).toEqual([{ error: expect.objectContaining({ code: 'bad-data-set', hint: expect.any(String) }) }]);
});
