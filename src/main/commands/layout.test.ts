import path from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

const years = ['2023/cats/1.png', '2023/dogs/1.png', '2023/dogs/2.png', '2024/cats/1.png', '2024/dogs/1.png'];

async function folderOf(files: readonly string[]): Promise<{ home: string; folder: string }> {
  const folder = path.join(tempFolder(), 'pets');
  await writePictures(folder, files);
  return { home: tempFolder(), folder };
}

test.each([['datasets', 'add'], ['train'], ['datasets', 'show']])(
  'layouts: graft %s %s stops with both readings where top folders hold the same folders',
  async (...command) => {
    const { home, folder } = await folderOf(years);
    const stopped = await graft([...command, folder, '--json'], { home });
    expect(stopped.code).toBe(2);
    expect(stopped.lines()[0]).toEqual({
      error: {
        code: 'bad-usage',
        field: 'layout',
        message: expect.stringMatching(/inner: .* 2 classes "cats" \(2\), "dogs" \(3\).*classes: .* 2 classes "2023" \(3\), "2024" \(2\)/),
        hint: expect.stringContaining('--layout inner|classes'),
        values: { kind: 'layout-unclear', folder: expect.any(String) },
      },
    });
  },
  60_000,
);

test('layouts: what --layout said is remembered when the folder is read again', async () => {
  const { home, folder } = await folderOf(years);
  const added = await graft(['datasets', 'add', folder, '--layout', 'inner', '--json'], { home });
  expect(added.lines()[0]).toMatchObject({
    classes: [
      { name: 'cats', count: 2 },
      { name: 'dogs', count: 3 },
    ],
    layout: { kind: 'inner', sides: [], ignored: [] },
  });
  await writePictures(folder, ['2025/cats/9.png']);
  expect((await graft(['datasets', 'add', folder, '--json'], { home })).lines()[0]).toMatchObject({
    version: 2,
    images: 6,
    layout: { kind: 'inner' },
  });
  const asked = await graft(['datasets', 'add', folder, '--layout', 'classes', '--json'], { home });
  expect(asked.lines()[0].classes.map(({ name }: { name: string }) => name)).toEqual(['2023', '2024', '2025']);
  const wrong = await graft(['datasets', 'add', folder, '--layout', 'years', '--json'], { home });
  expect(wrong).toMatchObject({ code: 2 });
  const other = await graft(['datasets', 'list', '--json'], { home });
  expect(other.lines()[0]).toHaveLength(1);
}, 120_000);

test('layouts: a flat test/ beside train/ is left out and said, in JSON and in words', async () => {
  const { home, folder } = await folderOf(['train/a/1.png', 'train/a/2.png', 'train/b/1.png', 'train/b/2.png', 'test/1.png']);
  const added = await graft(['datasets', 'add', folder, '--json'], { home });
  expect(added.lines()[0]).toMatchObject({
    images: 4,
    layout: { kind: 'sides', sides: ['train'], ignored: [{ folder: 'test', reason: 'its 1 picture lies in no class folder', values: { kind: 'no-class-folders', count: 1 } }] },
  });
  expect((await graft(['datasets', 'show', folder], { home })).stdout).toContain('Left out test/: its 1 picture lies in no class folder');
}, 60_000);

test('layouts: a person may say that train/ and test/ are classes, or that they are sides without any', async () => {
  const { home, folder } = await folderOf(['train/1.png', 'train/2.png', 'test/1.png', 'test/2.png']);
  expect(await graft(['datasets', 'add', folder], { home })).toMatchObject({ code: 2, stderr: expect.stringContaining('--layout sides|classes') });
  const sides = await graft(['datasets', 'add', folder, '--layout', 'sides', '--json'], { home });
  expect(sides.lines()[0]).toMatchObject({ error: { code: 'bad-data-set' } });
  const classes = await graft(['datasets', 'add', folder, '--layout', 'classes', '--json'], { home });
  expect(classes.lines()[0].classes.map(({ name }: { name: string }) => name)).toEqual(['test', 'train']);
}, 120_000);

test('layouts: three levels stop with the readings; --layout inner takes the sides between as sides', async () => {
  const files = ['fold_1', 'fold_2'].flatMap((fold) =>
    ['train/oak', 'train/birch', 'val/oak', 'val/birch'].map((folder) => `${fold}/${folder}/1.png`),
  );
  const { home, folder } = await folderOf(files);
  expect(await graft(['datasets', 'add', folder], { home })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/inner: .*2 classes "birch" \(4\), "oak" \(4\) on the sides of their folders \(4 train, 4 val\).*--layout inner\|classes/s),
  });
  const added = await graft(['datasets', 'add', folder, '--layout', 'inner', '--json'], { home });
  expect(added.lines()[0]).toMatchObject({ images: 8, split: { train: 4, val: 4 }, layout: { kind: 'inner', sides: ['train', 'val'], ignored: [] } });
}, 60_000);

test('layouts: classes and sides in one name stop, and are classes only where a person says so', async () => {
  const { home, folder } = await folderOf(['train_cats', 'train_dogs', 'test_cats', 'test_dogs'].map((name) => `${name}/1.png`));
  expect(await graft(['datasets', 'add', folder], { home })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/have words for sides in their names.*4 classes "test_cats" \(1\)/s),
  });
  const added = await graft(['datasets', 'add', folder, '--layout', 'classes', '--json'], { home });
  expect(added.lines()[0].classes).toHaveLength(4);
}, 60_000);
