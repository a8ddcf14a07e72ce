import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

/** Names under "Commands:" of a help text. */
const commandsOf = (help: string): string[] =>
  [...(help.split('\nCommands:\n')[1]?.split('\n\n')[0] ?? '').matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1]!);

test('every command has a help with an example and the global options', { timeout: 120_000 }, async () => {
  const home = tempFolder();
  const seen: string[] = [];
  const look = async (command: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await graft([...command, '--help'], { home });
    const name = command.join(' ');
    expect([name, code, stderr]).toEqual([name, 0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: graft ${name}`));
    expect(stdout).toMatch(/\nExamples?:\n {2}\S*( \S+)*?graft /);
    for (const option of ['--json', '--data-dir', '--verbose']) expect(stdout).toContain(option);
    seen.push(name);
    for (const sub of commandsOf(stdout).filter((one) => one !== 'help')) await look([...command, sub]);
  };
  await look([]);
  expect(seen.toSorted()).toEqual([
    '',
    'backbones',
    'backbones download',
    'backbones import',
    'backbones info',
    'backbones list',
    'cache',
    'cache clear',
    'cache list',
    'datasets',
    'datasets add',
    'datasets list',
    'datasets relink',
    'datasets remove',
    'datasets show',
    'doctor',
    'evaluate',
    'explain',
    'export',
    'features',
    'labels',
    'labels exclude',
    'labels export',
    'labels history',
    'labels import',
    'labels include',
    'labels redo',
    'labels set',
    'labels undo',
    'nets',
    'nets list',
    'nets show',
    'predict',
    'queue',
    'queue cancel',
    'queue list',
    'queue move',
    'restore',
    'resume',
    'runs',
    'runs compare',
    'runs delete',
    'runs list',
    'runs note',
    'runs rename',
    'runs show',
    'serve',
    'train',
  ]);
});

test("the program alone shows its help; --version is the package's", async () => {
  const home = tempFolder();
  expect(await graft([], { home })).toMatchObject({ code: 0, stdout: expect.stringContaining('Commands:') });
  expect((await graft(['help', 'train'], { home })).stdout).toMatch(/^Usage: graft train/);
  expect((await graft(['--version'], { home })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
