import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unpackFolder } from './fixtures/data-folder-2026-11/pack.ts';
import { writePictures } from './fixtures/data-folder-2026-11/pictures.ts';
import { openStudioWindow } from './fixtures/data-folder-2026-11/studio-window.ts';
import { graft } from './graft.ts';

// A data folder as commit 413e6ae left it (November 2026), moved to another place and opened with the program of today. One story:
// each test goes on where the one before it ended.
const fixture = path.join(import.meta.dirname, 'fixtures/data-folder-2026-11');
const was = JSON.parse(readFileSync(path.join(fixture, 'expected.json'), 'utf8')) as Record<string, any[]>;
const patient = 240_000;
let root: string;
let home: string;
let leaves: string;

beforeAll(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'graft-test-'));
  home = path.join(root, 'data');
  leaves = path.join(root, 'leaves');
  unpackFolder(path.join(fixture, 'data'), home);
  writePictures(leaves);
}, patient);
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function ask(...args: string[]): Promise<any[]> {
  const { code, stdout, stderr, lines } = await graft([...args, '--json'], { home });
  expect(code, `graft ${args.join(' ')}: ${stderr}${stdout.slice(0, 500)}`).toBe(0);
  return lines();
}

const said = (key: string): any => was[key]![0];
/** Who compares numbers with those of another machine allows for its arithmetic. */
const close = (value: number, digits = 4) => expect.closeTo(value, digits);

/** What a model says of the pictures that the fixture asked it, as `expected.json` has it. */
async function answers(model: string): Promise<object[]> {
  const files = was['predict 1']!.map(({ file }) => path.join(leaves, file));
  return (await ask('predict', model, ...files)).map(({ file, top, error }) => ({
    file: path.relative(leaves, file),
    ...(error ? { error: error.code } : { top }),
  }));
}
const expectedAnswers = (key: string): object[] =>
  was[key]!.map(({ file, top, error }) => ({
    file,
    ...(error
      ? { error: error.code }
      : { top: top.map(({ label, probability }: any) => ({ label, probability: close(probability, 5) })) }),
  }));

test('the data set is there, and its moved folder is found again', { timeout: patient }, async () => {
  const [before] = await ask('datasets', 'list');
  expect(before).toMatchObject([{ id: 'leaves' }]);
  await ask('datasets', 'relink', 'leaves', leaves);
  const [shown] = await ask('datasets', 'show', 'leaves');
  const { classes, images, excluded, split, version } = said('datasets show leaves');
  expect(shown).toMatchObject({ root: leaves, classes, images, excluded, split, version });
  expect(shown.bad).toMatchObject([{ file: 'oak/damaged.jpg' }]);
});

test('labels, exclusions and their history are those a person gave, and the last of them can be undone', { timeout: patient }, async () => {
  expect((await graft(['labels', 'export', 'leaves', '--json'], { home })).lines()).toEqual(was['labels export leaves']);
  const acts = (rows: any[]) => rows.map(({ id, images, isUndone, atMs }) => ({ id, images, isUndone, atMs }));
  const [history] = await ask('labels', 'history', 'leaves');
  expect(acts(history)).toEqual(acts(said('labels history leaves')));
  await ask('labels', 'undo', 'leaves');
  await ask('labels', 'redo', 'leaves');
});

test('all runs are there; what was being trained when the program was killed has failed and keeps its epochs', { timeout: patient }, async () => {
  const [list] = await ask('runs', 'list');
  const states = Object.fromEntries(list.map(({ name, state }: any) => [name, state]));
  expect(states).toEqual({
    'head only': 'done',
    deeper: 'done',
    paused: 'paused',
    waiting: 'queued',
    stopped: 'cancelled',
    diverged: 'failed',
    killed: 'failed',
  });
  const [killed] = await ask('runs', 'show', 'killed');
  expect(killed.epochs.length).toBeGreaterThanOrEqual(2);
  const [diverged] = await ask('runs', 'show', 'diverged');
  expect(diverged.error.code).toBe('nan-loss');
});

test.each(['1', '2'])('run %s is shown with its settings, epochs, attestation and evaluations', { timeout: patient }, async (run) => {
  const [shown] = await ask('runs', 'show', run);
  const { name, spec, metrics, attestation, note, epochs, bestEpoch, evaluations } = said(`runs show ${run}`);
  expect(shown).toMatchObject({ name, spec, metrics, note, bestEpoch, epochs });
  expect(shown.attestation).toMatchObject(attestation);
  expect(shown.evaluations).toMatchObject(evaluations);
});

test.each(['1', '2'])('run %s answers and is evaluated as it was', { timeout: patient }, async (run) => {
  expect(await answers(run)).toEqual(expectedAnswers(`predict ${run}`));
  const [evaluated] = await ask('evaluate', run);
  const { accuracy, correct, images, logLoss, confusion } = said(`evaluate ${run}`).metrics;
  expect(evaluated.metrics).toMatchObject({ accuracy, correct, images, confusion, logLoss: close(logLoss) });
});

test.each(['1-onnx', '1-savedmodel', '1-safetensors'])('the export %s of then (manifest version 1) answers as it did', { timeout: patient }, async (name) => {
  expect(await answers(path.join(home, 'exports', name))).toEqual(expectedAnswers(`predict ${name}`));
});

test('the imported backbone is there and is the same file', { timeout: patient }, async () => {
  const [info] = await ask('backbones', 'info', 'quiet');
  const { sha256, architecture, licence } = said('backbones info quiet');
  expect(info).toMatchObject({ sha256, architecture, licence });
});

test('a window takes up the run that waits in the queue', { timeout: patient }, async () => {
  const window = await openStudioWindow(home);
  try {
    await expect
      .poll(async () => (await window.call('runs/show', { run: 4 })).state, { timeout: patient, interval: 200 })
      .toBe('done');
  } finally {
    await window.close();
  }
});

test('the paused run goes on in its second phase and ends as it would have ended', { timeout: patient }, async () => {
  const events = await ask('resume', 'paused');
  const resumed = events.filter(({ event }) => event === 'epoch').map(({ epoch }) => epoch);
  const [shown] = await ask('runs', 'show', 'paused');
  const before = said('resumed 3');
  expect(shown.state).toBe('done');
  const figures = ({ epoch, phase, valLoss, trainLoss }: any) => ({ epoch, phase, valLoss, trainLoss });
  const expectedEpochs = before.epochs.map(figures);
  expect(shown.epochs.map(figures)).toEqual(
    expectedEpochs.map((row: any) => ({ ...row, valLoss: close(row.valLoss, 3), trainLoss: close(row.trainLoss, 3) })),
  );
  // It began again at its checkpoint and not at the first epoch.
  expect(resumed.length).toBeGreaterThan(0);
  expect(resumed.length).toBeLessThan(expectedEpochs.length / 2);
  const { tensors, changed } = before.attestation;
  expect(shown.attestation).toMatchObject({ tensors, changed });
});

test.each(['onnx', 'safetensors'])('an export of then is replaced by one of today (%s), which answers the same', { timeout: patient }, async (format) => {
  const folder = path.join(home, 'exports', `1-${format}`);
  await ask('export', '1', '--format', format, '--force', '--out', folder);
  expect(await answers(folder)).toEqual(expectedAnswers(`predict 1-${format}`));
});

test('it can be trained on', { timeout: patient }, async () => {
  const flags = ['--freeze', 'head', '--epochs', '1', '--image-size', '64', '--precision', 'float32', '--threads', '1', '--cache-size', '50MB'];
  const events = await ask('train', 'leaves', '--backbone', 'quiet', ...flags);
  expect(events.at(-1)).toMatchObject({ event: 'finished', run: 8 });
});

test('the doctor finds the data folder sound, and its copies can be restored', { timeout: patient }, async () => {
  const [report] = await ask('doctor');
  expect(JSON.stringify(report)).not.toMatch(/"(bad|failed|damaged)"/);
  const { code, stdout } = await graft(['restore', '--list'], { home });
  expect(code).toBe(0);
  expect(stdout).toMatch(/2026-11/);
});
