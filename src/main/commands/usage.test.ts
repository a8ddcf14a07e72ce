import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

const wrong: readonly (readonly [args: readonly string[], field: string | null, says: RegExp])[] = [
  [['datasts'], null, /datasets/],
  [['runs', 'shwo', '1'], null, /show/],
  [['help', 'trian'], null, /Unknown command "trian"/],
  [['datasets', 'help', 'x'], null, /Unknown command "help"/],
  [['datasets'], null, /add, list, show/],
  [['train'], null, /data set/],
  [['train', 'x', '--batchsize', '3'], 'batchsize', /--batch-size/],
  [['train', 'x', 'y'], null, /too many arguments/i],
  [['train', 'x', '--epochs', 'many'], 'epochs', /--epochs is "many"/],
  [['train', 'x', '--epochs', '2.5'], 'epochs', /--epochs is 2.5.*whole number/],
  [['train', 'x', '--lr', '0'], 'learningRate', /--lr is 0.*above 0/],
  [['train', 'x', '--lr', 'low'], 'learningRate', /--lr is "low"/],
  [['train', 'x', '--optimizer', 'adam'], 'optimizer', /--optimizer is "adam".*sgd, adamw/],
  [['train', 'x', '--freeze', 'stage4'], 'freeze', /--freeze is "stage4".*until:<cut>/],
  [['train', 'x', '--time-budget', '10'], 'timeBudgetSeconds', /600s, 10m/],
  [['train', 'x', '--config', 'nowhere.json'], 'config', /nowhere\.json/],
  [['predict', '1'], null, /files/],
  [['predict', '1', 'a.jpg', '--top', '0'], 'top', /--top is "0"/],
  [['predict', '1', 'a.jpg', '--csv', 'no/such/folder/x.csv'], 'csv', /cannot be written/],
  [['predict', '1', 'a.jpg', '--csv', '.'], 'csv', /folder/],
  [['predict', '1', 'a.jpg', '--csv-bom'], 'csvBom', /no.* written/],
  [['predict', '1', 'src/main/cli.ts', '--csv', 'src/main/cli.ts'], 'csv', /read by this command/],
  [['predict', '1', 'src/main', '--csv', 'src/main/cli.ts'], 'csv', /a folder of pictures/],
  [['features', '1', 'a.jpg', '--out', `${'x'.repeat(252)}.npy`], 'out', /ENAMETOOLONG/],
  [['labels', 'export', 'src/main', '--csv', 'src/main/cli.ts'], 'csv', /a folder of pictures/],
  [['features', '1', 'a.jpg'], 'out', /--out/],
  [['features', '1', 'a.jpg', '--out', 'x.txt'], 'out', /\.npy/],
  [['export', '1'], 'format', /--format/],
  [['export', '1', '--format', 'onyx'], 'format', /onnx, savedmodel or safetensors/],
  [['backbones', 'import', 'x.safetensors', '--arch', 'resnet50', '--mean', '1,2'], 'mean', /three numbers/],
];

test.each(wrong)('%j is bad usage', async (args, field, says) => {
  const { code, stderr, lines } = await graft([...args, '--json'], { home: tempFolder() });
  const error = { code: 'bad-usage', message: expect.any(String), hint: expect.any(String), field: field ?? null };
  // `values` is there where the error has a kind of its own.
  expect(lines()).toEqual([{ error: { ...error, ...(lines()[0].error.values && { values: expect.objectContaining({ kind: expect.any(String) }) }) } }]);
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(code).toBe(2);
});

test('an option without its value is bad usage, also before --json could be read', async () => {
  const { code, lines } = await graft(['--json', 'datasets', 'list', '--data-dir'], { home: tempFolder() });
  expect([code, lines()[0].error.field]).toEqual([2, 'dataDir']);
});

test('a config file is held to the same rules, key by key', async () => {
  const home = tempFolder();
  const config = path.join(home, 'run.json');
  const say = async (text: string): Promise<{ message: string; hint: string; field: string }> => {
    writeFileSync(config, text);
    const { code, lines } = await graft(['train', 'x', '--config', config, '--json'], { home });
    expect(code).toBe(2);
    return lines()[0].error;
  };
  expect(await say('{"batchsize": 3}')).toMatchObject({
    field: 'batchsize',
    message: expect.stringContaining(`"batchsize" in ${config}`),
    hint: 'Write "batchSize".',
  });
  expect(await say('{"lr": 3}')).toMatchObject({ field: 'lr', hint: 'Write "learningRate".' });
  expect(await say('{"colour": 3}')).toMatchObject({ field: 'colour', hint: expect.stringContaining('learningRate') });
  expect(await say('{"epochs": "3"}')).toMatchObject({ field: 'epochs', message: `"epochs" in ${config} is "3"` });
  expect(await say('{"epochs": 3')).toMatchObject({ field: 'config', message: expect.stringContaining('JSON') });
  expect(await say('[]')).toMatchObject({ field: 'config' });
});

test('what is not there is a failure, not bad usage, and --verbose alone shows where it came from', async () => {
  const home = tempFolder();
  const quiet = await graft(['runs', 'show', '7', '--json'], { home });
  expect(quiet).toMatchObject({ code: 1, stderr: expect.not.stringMatching(/^ {4}at /m) });
  expect(quiet.lines()).toEqual([
    { error: { code: 'not-found', message: 'There is no run 7', hint: expect.any(String), field: 'run', values: { kind: 'no-such-run', number: 7 } } },
  ]);
  const verbose = await graft(['runs', 'show', '7', '--verbose'], { home });
  expect(verbose).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^ {4}at /m) });
});
