import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

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
