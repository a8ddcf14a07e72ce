import { Command } from 'commander';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { describeProgram } from '../terminal/run-program.ts';
import { allCommands, commandsFor } from './all-commands.ts';

/** Names of commands in a help text: all that stand under a heading which is not that of words of the command line. */
const commandsOf = (help: string): string[] =>
  help.split('\n\n').flatMap((part) => (/^(?!Usage|Arguments|.*[Oo]ptions:|.*[Ss]ettings:|Examples?:)[A-Z].*:\n/.test(part) ? [...part.matchAll(/^ {2}([a-z-]+)/gm)].map((match) => match[1]!) : []));

/** What `graft <command> --help` writes. A process each would take half a minute; the test below starts some. */
async function helpOf(command: readonly string[]): Promise<string> {
  const program = new Command('graft');
  describeProgram(program, await commandsFor([]));
  let written = '';
  const catching = (each: Command): void => {
    each.configureOutput({ writeOut: (text) => void (written += text) });
    each.commands.forEach(catching);
  };
  catching(program);
  await expect(program.parseAsync([...command, '--help'], { from: 'user' })).rejects.toMatchObject({ exitCode: 0 });
  return written;
}

test('every command has a help with an example and the global options', async () => {
  const seen: string[] = [];
  const look = async (command: readonly string[]): Promise<void> => {
    const stdout = await helpOf(command);
    const name = command.join(' ');
    expect(stdout).toMatch(new RegExp(`^Usage: graft ${name}`));
    expect(stdout).toMatch(/\nExamples?:\n {2}\S*( \S+)*?graft /);
    for (const option of ['--json', '--data-dir', '--verbose']) expect(stdout).toContain(option);
    seen.push(name);
    for (const sub of commandsOf(stdout).filter((one) => one !== 'help')) await look([...command, sub]);
  };
  await look([]);
  expect(seen.toSorted()).toEqual([
    '',
    'adapt',
    'advise',
    'backbones',
    'backbones download',
    'backbones import',
    'backbones info',
    'backbones list',
    'backbones recommend',
    'cache',
    'cache clear',
    'cache list',
    'datasets',
    'datasets add',
    'datasets duplicates',
    'datasets groups',
    'datasets leak',
    'datasets ledger',
    'datasets list',
    'datasets lock-test',
    'datasets relink',
    'datasets remove',
    'datasets show',
    'doctor',
    'evaluate',
    'explain',
    'export',
    'familiarity',
    'features',
    'forecast',
    'labels',
    'labels again',
    'labels exclude',
    'labels export',
    'labels history',
    'labels import',
    'labels include',
    'labels keys',
    'labels next',
    'labels redo',
    'labels set',
    'labels suggest',
    'labels undo',
    'lr-find',
    'nets',
    'nets cardinality',
    'nets forms',
    'nets gradients',
    'nets list',
    'nets show',
    'predict',
    'profile',
    'queue',
    'queue cancel',
    'queue list',
    'queue move',
    'report',
    'restore',
    'resume',
    'runs',
    'runs compare',
    'runs delete',
    'runs list',
    'runs note',
    'runs pin',
    'runs rename',
    'runs show',
    'runs unpin',
    'serve',
    'shortcut',
    'stress',
    'study',
    'study delete',
    'study export',
    'study list',
    'study presets',
    'study report',
    'study resume',
    'study run',
    'study show',
    'study stop',
    'suspects',
    'train',
    'trial',
    'trial run',
  ]);
});

test('a command line that begins with a command loads that one alone', async () => {
  for (const name of Object.keys(allCommands)) {
    const program = new Command('graft');
    describeProgram(program, await commandsFor([name, '--help']));
    expect(program.commands.map((command) => command.name())).toEqual([name]);
  }
  for (const words of [['--json', 'train'], ['help', 'train'], ['trian'], ['constructor']]) expect(await commandsFor(words)).toHaveLength(Object.keys(allCommands).length);
});

test("the program alone shows its help; --version is the package's", { timeout: 60_000 }, async () => {
  const home = tempFolder();
  expect(await graft([], { home })).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nData:\n {2}datasets .*\nTraining:\n {2}train .*\nThe program:\n {2}serve /s) });
  expect((await graft(['help', 'train'], { home })).stdout).toMatch(/^Usage: graft train/);
  expect((await graft(['help', 'datasets', 'show'], { home })).stdout).toMatch(/^Usage: graft datasets show/);
  expect(await graft(['help', 'nothing'], { home })).toMatchObject({ code: 2, stderr: 'Error: Unknown command "nothing". See graft --help.\n' });
  // What a process says is what was looked at above.
  expect(await graft(['labels', 'set', '--help'], { home })).toEqual(
    expect.objectContaining({ code: 0, stdout: await helpOf(['labels', 'set']), stderr: '' }),
  );
  for (const flag of ['-V', '--version']) expect((await graft([flag], { home })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
