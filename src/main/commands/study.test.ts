import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ended, graft, startGraft } from '../../../test/graft.ts';
import { tintedFolder } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 });

let folder: string;
let pictures: string;
let spec: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'graft-test-'));
  pictures = path.join(folder, 'pictures');
  await tintedFolder(pictures, [12, 12]);
  spec = path.join(folder, 'study.json');
  const base = { net: JSON.stringify(tinyNet()), imageSize: 32, precision: 'float32', threads: 1, cacheSizeBytes: 1e8, batchSize: 8, epochs: 3 };
  const claims = [{ id: 'pre-is-better', text: 'Pre-activation gives a higher accuracy.', kind: 'higher', of: 'accuracy', first: { 'net.order': 'pre' }, second: { 'net.order': 'post' } }];
  writeFileSync(spec, JSON.stringify({ title: 'Order', base, vary: [{ field: 'net.order', values: ['post', 'pre'] }], repeats: { seeds: 1 }, claims }));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How long an epoch took depends on the moment. */
const rowsOf = ({ rows }: any) => rows.map(({ secondsPerEpoch: _, secondsPerRun: __, ...row }: any) => row);

test('killed at any moment, a study goes on and ends with the same rows as one that was not; its shapes, table, page and end', async () => {
  const calm = tempFolder();
  const whole = await graft(['study', 'run', spec, pictures, '--json'], { home: calm });
  expect(whole.code, whole.stderr).toBe(0);
  const events = whole.lines();
  expect(events[0]).toEqual({ event: 'started', study: 1 });
  expect(events.slice(1, -1)).toEqual(
    [0, 1].flatMap((trial) => ['queued', 'running', 'done'].map((state) => ({ event: 'trial', study: 1, trial, run: trial + 1, state, cell: { 'net.order': ['post', 'pre'][trial] } }))),
  );
  const finished = events.at(-1);
  expect(finished).toMatchObject({ event: 'finished', study: 1, status: 'done', recommended: { 'net.order': expect.any(String) } });
  expect(finished.rows).toEqual(
    ['post', 'pre'].map((order, i) => ({
      cell: { 'net.order': order },
      runs: [i + 1],
      accuracy: { mean: expect.any(Number), low: null, high: null, n: 1, median: expect.any(Number), values: [expect.any(Number)] },
      trainAccuracy: expect.objectContaining({ n: 1 }),
      ...Object.fromEntries(['trainLoss', 'valLoss', 'parameters', 'multiplyAdds', 'secondsPerEpoch', 'secondsPerRun'].map((key) => [key, expect.any(Number)])),
    })),
  );
  expect(finished.verdicts).toMatchObject([{ claim: 'pre-is-better', holds: expect.stringMatching(/^(yes|no|unclear)$/), p: expect.any(Number), text: expect.stringContaining('Pre-activation gives a higher accuracy.') }]);
  const { lines } = await graft(['study', 'show', '1', '--json'], { home: calm });
  expect(lines()).toEqual([finished]);

  const home = tempFolder();
  const killed = startGraft(['study', 'run', spec, pictures, '--json'], { home });
  killed.stdin.end();
  const end = ended(killed);
  // In its second trial, once that has a checkpoint.
  while (!existsSync(path.join(home, 'runs', '2', 'last.safetensors')) && killed.exitCode === null) await wait(5);
  killed.kill('SIGKILL');
  await end;
  expect(killed.signalCode).toBe('SIGKILL');
  expect((await graft(['study', 'list', '--json'], { home })).lines()[0]).toMatchObject([{ study: 1, title: 'Order', status: 'stopped', trials: { done: 1, total: 2 } }]);
  const resumed = await graft(['study', 'resume', '1', '--json'], { home });
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(resumed.lines().map(({ event, run, state }) => [event, run, state])).toEqual([
    ['started', undefined, undefined],
    ['trial', 2, 'queued'],
    ['trial', 2, 'running'],
    ['trial', 2, 'done'],
    ['finished', undefined, undefined],
  ]);
  expect(rowsOf(resumed.lines().at(-1))).toEqual(rowsOf(finished));
  const epochs = (await graft(['runs', 'show', '2', '--json'], { home })).lines()[0];
  expect(epochs.epochs.map(({ epoch }: any) => epoch)).toEqual([1, 2, 3]);
  expect(epochs).toMatchObject({ studyId: 1, cell: { 'net.order': 'pre' }, repeat: 0 });

  const [csv, json, page] = ['study.csv', 'study.json', 'study.html'].map((name) => path.join(tempFolder(), name)) as [string, string, string];
  for (const [what, out] of [['export', csv], ['export', json], ['report', page]] as const) expect((await graft(['study', what, '1', '--out', out], { home })).code).toBe(0);
  expect(readFileSync(csv, 'utf8').split('\n').slice(0, 2)).toEqual([expect.stringMatching(/^trial,run,state,net\.order,repeat,accuracy,/), expect.stringMatching(/^0,1,done,post,0,/)]);
  expect(readFileSync(page, 'utf8')).toMatch(/<svg[\s\S]*<table>[\s\S]*Pre-activation gives a higher accuracy\./);
  expect(readFileSync(page, 'utf8')).not.toMatch(/(src|href)=/);
  // What was exported is a study that can be run; here all of it is there already.
  const { spec: exported } = JSON.parse(readFileSync(json, 'utf8'));
  writeFileSync(json, JSON.stringify(exported));
  const dry = (await graft(['study', 'run', json, '--dry-run', '--json'], { home })).lines()[0];
  expect(dry.trials.map(({ reused }: any) => reused)).toEqual([1, 2]);
  expect(dry.notices).toEqual([]);
  expect((await graft(['study', 'delete', '1', '--json'], { home })).lines()).toEqual([{ study: 1, runs: [], freedBytes: 0 }]);
  expect((await graft(['runs', 'list', '--json'], { home })).lines()[0]).toHaveLength(2);
});

test('stopped from another terminal, a study ends with its checkpoint and exit code 130', async () => {
  const home = tempFolder();
  const running = startGraft(['study', 'run', spec, pictures, '--epochs', '2000', '--json'], { home });
  running.stdin.end();
  const end = ended(running);
  while (!existsSync(path.join(home, 'runs', '1', 'last.safetensors')) && running.exitCode === null) await wait(20);
  expect((await graft(['study', 'stop', '1', '--json'], { home })).lines()).toEqual([{ study: 1, status: 'stopped' }]);
  const { code, lines } = await end;
  expect([code, lines().at(-1)]).toEqual([130, expect.objectContaining({ event: 'finished', status: 'stopped', recommended: null })]);
  expect((await graft(['runs', 'show', '1', '--json'], { home })).lines()[0]).toMatchObject({ state: 'paused' });
});

test.each([
  [['study', 'run', 'freeze', 'x'], 'not-found', 'preset', 1],
  [['study', 'run', 'seeds'], 'bad-usage', 'dataset', 2],
  [['study', 'run', './nowhere.json', 'x'], 'bad-usage', 'study', 2],
  [['study', 'run', 'seeds', 'x', '--vary', 'lr'], 'bad-usage', 'vary', 2],
  [['study', 'run', 'seeds', 'x', '--seeds', '0'], 'bad-usage', 'seeds', 2],
  [['study', 'show', '7'], 'not-found', 'study', 1],
])('%j is refused', async (args, code, field, exit) => {
  const { code: exited, lines } = await graft([...args, '--json'], { home: tempFolder() });
  expect([exited, lines()]).toEqual([exit, [{ error: expect.objectContaining({ code, field, hint: expect.any(String) }) }]]);
});
