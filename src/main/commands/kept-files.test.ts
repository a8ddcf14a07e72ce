import { mkdirSync, openSync, closeSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

const minutes = { timeout: 180_000 };

/** What lies at `file` is refused by name and stays. */
async function expectKept(args: string[], file: string, home: string, cwd?: string): Promise<void> {
  const before = readFileSync(file);
  const ended = await graft(args, { home, ...(cwd === undefined ? {} : { cwd }) });
  expect({ args, ...ended }).toMatchObject({ code: 2, stderr: expect.stringContaining('is not replaced') });
  expect(readFileSync(file)).toEqual(before);
}

test("a table replaces no file of the export that predicts, however it is named, nor a person's in a data set's folder", minutes, async () => {
  const home = tempFolder();
  const folder = tempFolder();
  const exported = path.join(folder, 'exp');
  mkdirSync(exported);
  for (const name of ['manifest.json', 'predict.py', 'README.md']) writeFileSync(path.join(exported, name), `mine: ${name}`);
  await writePictures(path.join(folder, 'pets'), ['cat/1.png', 'cat/2.png', 'dog/1.png', 'dog/2.png']);
  const picture = path.join(folder, 'pets', 'cat', '1.png');
  const predict = (model: string, csv: string): string[] => ['predict', model, picture, '--csv', csv];
  await expectKept(predict('./exp', 'exp/manifest.json'), path.join(exported, 'manifest.json'), home, folder);
  await expectKept(predict('exp', path.join(exported, 'predict.py')), path.join(exported, 'predict.py'), home, folder);
  await expectKept(predict(path.join(exported, 'manifest.json'), 'exp/README.md'), path.join(exported, 'README.md'), home, folder);

  await graft(['datasets', 'add', path.join(folder, 'pets')], { home });
  const labels = path.join(folder, 'pets', 'labels.csv');
  writeFileSync(labels, 'file,label\ncat/1.png,cat\n');
  await expectKept(predict(exported, labels), labels, home);
});

test('an export needs no database: with a damaged one the table is refused for the model alone', minutes, async () => {
  const home = tempFolder();
  writeFileSync(path.join(home, 'graft.sqlite'), 'no database'.repeat(1000));
  const exported = tempFolder();
  writeFileSync(path.join(exported, 'manifest.json'), '{}');
  const { stderr } = await graft(['predict', exported, 'a.png', '--csv', path.join(home, 'new.csv')], { home });
  expect(stderr).toContain('manifest.json is not a manifest');
});

test.each(['predict', 'features'])('%s does not replace the list of files that it reads on standard input', minutes, async (command) => {
  const home = tempFolder();
  const list = path.join(tempFolder(), 'list.csv');
  writeFileSync(list, 'a.jpg\nb.jpg\n');
  const stdin = openSync(list, 'r');
  try {
    const args = ['--disable-warning=ExperimentalWarning', path.resolve('src/main/cli.ts'), command, '1', '-', command === 'predict' ? '--csv' : '--out', list];
    const { status, stderr } = spawnSync(process.execPath, args, { stdio: [stdin, 'pipe', 'pipe'], env: { ...process.env, GRAFT_HOME: home }, encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('is read by this command') });
  } finally {
    closeSync(stdin);
  }
  // A pipe is no file that could be replaced.
  const piped = await graft([command, '1', '-', command === 'predict' ? '--csv' : '--out', list], { home, stdin: 'a.jpg\n' });
  expect(piped.stderr).not.toContain('is read by this command');
  expect(readFileSync(list, 'utf8')).toBe('a.jpg\nb.jpg\n');
});
