import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

test('pictures go out under names that tell nothing, come back with answers, and say how far a person agrees with the labels', { timeout: 120_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'pets');
  await writePictures(folder, ['cats', 'dogs'].flatMap((name) => Array.from({ length: 4 }, (_, i) => `${name}/${i}.png`)));
  await graft(['datasets', 'add', folder], { home });
  const again = (...args: string[]) => graft(['labels', 'again', 'pets', ...args], { home });
  expect((await again('--json')).lines()).toEqual([{ dataset: 'pets', consistency: null, differing: [] }]);

  const out = path.join(tempFolder(), 'blind');
  const [written] = (await again('--out', out, '--count', '6', '--json')).lines();
  const table = path.join(out, 'again.csv');
  expect(written).toEqual({ dataset: 'pets', folder: out, table, images: 6, gone: 0, remembered: 0 });
  expect(readdirSync(out).toSorted()).toEqual(['01.png', '02.png', '03.png', '04.png', '05.png', '06.png', 'again.csv']);
  // Nothing there tells which class a picture has.
  expect(readFileSync(table, 'utf8')).toMatch(/^file,label,drawn\n(0[1-6]\.png,,s[0-9a-f]{11}\n){6}$/);
  const seals = readFileSync(table, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[2]!);
  expect((await again('--out', out, '--json')).lines()[0].error).toMatchObject({ code: 'bad-usage', field: 'out' });
  expect((await again('--out', path.join(folder, 'blind'), '--json')).lines()[0].error).toMatchObject({ code: 'bad-usage', field: 'out' });

  const bytesOf = (name: string) => readFileSync(path.join(out, name));
  const classOf = (name: string) => ['cats', 'dogs'].find((one) => readdirSync(path.join(folder, one)).some((file) => readFileSync(path.join(folder, one, file)).equals(bytesOf(name))))!;
  const other = { cats: 'dogs', dogs: 'cats' } as Record<string, string>;
  const answers = [classOf('01.png'), classOf('02.png'), other[classOf('03.png')], '?', ''];
  writeFileSync(table, `file,label\n${answers.map((label, at) => `0${at + 1}.png,${label}\n`).join('')}06.png,horse\n`);
  expect((await again('--answers', table, '--json')).lines()[0].error).toMatchObject({ code: 'bad-usage', field: 'answers', message: 'again.csv, line 7: "horse" is no class' });
  writeFileSync(table, `file,label,drawn\n${answers.map((label, at) => `0${at + 1}.png,${label},${seals[at]}\n`).join('')}`);
  const [found] = (await again('--answers', table, '--json')).lines();
  expect(found).toMatchObject({ dataset: 'pets', taken: 4, leftOut: 0, consistency: { images: 3, agreed: 2, unsure: 1 } });
  expect(found.differing).toEqual([expect.objectContaining({ file: expect.stringContaining(classOf('03.png')), given: classOf('03.png'), said: answers[2], now: classOf('03.png') })]);
  const told = await again();
  expect(told.stdout).toContain('You agree with yourself on 2 of 3 pictures: 67 % (21 to 94 %). By such labels the best of models would be right 67 to 82 % of the time.');
  expect((await graft(['labels', 'history', 'pets', '--json'], { home })).lines()).toEqual([[]]);

  // What was judged just now comes last, and is said to.
  const [next] = (await again('--out', path.join(tempFolder(), 'next'), '--count', '8', '--json')).lines();
  expect(next).toMatchObject({ images: 8, remembered: 4 });

  // Another data set would take the copies for its own, by whatever way it is reached.
  const others = path.join(tempFolder(), 'others');
  await writePictures(others, ['cats/1.png', 'dogs/1.png']);
  await graft(['datasets', 'add', others], { home });
  symlinkSync(others, `${others}-link`);
  for (const inside of [path.join(others, 'blind'), path.join(`${others}-link`, 'deep/blind')]) {
    expect((await again('--out', inside, '--json')).lines()[0].error).toMatchObject({ code: 'bad-usage', field: 'out', message: expect.stringContaining('lies in the data set') });
  }
  expect(readdirSync(others).toSorted()).toEqual(['cats', 'dogs']);

  // Labelled as it was called: the same table shows no agreement that was not there.
  await graft(['labels', 'set', 'pets', answers[2]!, found.differing[0].file], { home });
  expect((await again('--answers', table)).stdout).toContain('3 answers taken; no label changed. 1 answer left out: its picture has gone, or got another label since it was copied.\nYou agree with yourself on 2 of 3 pictures');
});

test('a class that is called ? is one: unsure is written otherwise then, and said so', { timeout: 120_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'marks');
  await writePictures(folder, ['?', 'known'].flatMap((name) => Array.from({ length: 3 }, (_, i) => `${name}/${i}.png`)));
  await graft(['datasets', 'add', folder], { home });
  const again = (...args: string[]) => graft(['labels', 'again', 'marks', ...args], { home });
  const out = path.join(tempFolder(), 'blind');
  expect((await again('--out', out)).stdout).toMatch(/again\.csv, \?\? where you are unsure, then/);
  const files = readdirSync(out).filter((name) => name.endsWith('.png'));
  const table = path.join(out, 'again.csv');
  writeFileSync(table, `file,label\n${files.map((file, at) => `${file},${at === 0 ? '??' : '?'}\n`).join('')}`);
  expect((await again('--answers', table, '--json')).lines()[0]).toMatchObject({ taken: 6, consistency: { images: 5, unsure: 1 } });
});

test('pictures that are gone are left out and told; without any of them nothing is made', { timeout: 120_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'pets');
  await writePictures(folder, ['cats', 'dogs'].flatMap((name) => Array.from({ length: 3 }, (_, i) => `${name}/${i}.png`)));
  await graft(['datasets', 'add', folder], { home });
  const parent = tempFolder();
  const again = (name: string) => graft(['labels', 'again', 'pets', '--out', path.join(parent, name), '--count', '6', '--json'], { home });
  rmSync(path.join(folder, 'cats/1.png'));
  writeFileSync(path.join(folder, 'dogs/1.png'), 'no picture any more');
  const some = await again('some');
  expect(some.lines()[0]).toMatchObject({ images: 4, gone: 2 });
  expect(some.stderr).toContain('2 pictures that were drawn are gone or changed');
  expect(readdirSync(path.join(parent, 'some')).toSorted()).toEqual(['01.png', '02.png', '03.png', '04.png', 'again.csv']);
  renameSync(path.join(folder, 'cats'), path.join(folder, 'kept'));
  renameSync(path.join(folder, 'dogs'), path.join(folder, 'aside'));
  expect((await again('none')).lines()[0].error).toMatchObject({ code: 'not-found', field: 'dataset' });
  renameSync(folder, `${folder}-moved`);
  expect((await again('none')).lines()[0].error).toMatchObject({ code: 'not-found', values: { kind: 'folder-gone' }, hint: expect.stringContaining('relink') });
  expect(readdirSync(parent)).toEqual(['some']);
});
