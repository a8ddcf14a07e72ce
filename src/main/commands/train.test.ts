import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ended, graft, startGraft } from '../../../test/graft.ts';

// The tests share a data folder in which run 1, "first", is done; each makes what else it needs.
let root = '';
let home = '';
let pets = '';
/** Of run 1. */
let firstEvents: Record<string, unknown>[] = [];
const settings = ['--freeze', 'until:stage4', '--image-size', '64', '--precision', 'float32', '--batch-size', '8'];
const minutes = { timeout: 180_000 };

/** Plain colours with a little noise: told apart by any network. */
async function paint(file: string, colour: readonly number[], seed: number): Promise<void> {
  const data = Uint8Array.from(
    { length: 80 * 80 * 3 },
    (_, i) => colour[i % 3]! + ((i * 31 + seed * 17 + (i >> 6)) % 40),
  );
  mkdirSync(path.dirname(file), { recursive: true });
  await sharp(data, { raw: { width: 80, height: 80, channels: 3 } })
    .png()
    .toFile(file);
}

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'graft-train-'));
  home = path.join(root, 'home');
  pets = path.join(root, 'pets');
  const colours = { red: [200, 20, 20], green: [20, 180, 20], blue: [10, 20, 200] };
  for (const [name, colour] of Object.entries(colours)) {
    for (let i = 0; i < 12; i++) await paint(path.join(pets, name, `${i}.png`), colour, i);
  }
  writeFileSync(path.join(root, 'bad.jpg'), '<html>no picture</html>');
  const first = await graft(['train', pets, ...settings, '--epochs', '4', '--name', 'first', '--json'], { home });
  firstEvents = first.lines();
  expect(firstEvents.at(-1)).toMatchObject({ run: 1, status: 'done' });
}, minutes.timeout);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('how far the whole run is, which part goes on and the time that is left are events of it', () => {
  const told = firstEvents.filter(({ event }) => event === 'progress') as { fraction: number }[];
  expect(told.length).toBeGreaterThan(1);
  expect(told[0]).toEqual({ event: 'progress', run: 1, phase: null, activity: 'starting', fraction: expect.any(Number), secondsLeft: null });
  expect(told.every(({ fraction }, i) => fraction < 1 && fraction >= (told[i - 1]?.fraction ?? 0))).toBe(true);
});

test('a dry run tells the plan and trains nothing', minutes, async () => {
  const runs = async () => (await graft(['runs', 'list', '--json'], { home })).stdout;
  const before = await runs();
  const { code, lines } = await graft(['train', pets, '--dry-run', ...settings, '--epochs', '3', '--json'], { home });
  expect(code).toBe(0);
  const [plan] = lines();
  expect(plan).toMatchObject({
    plan: { freeze: 'until:stage4', precision: 'float32', phases: [{ cut: 'stage4', epochs: 3, batchSize: 8 }] },
    estimate: { minutes: expect.any(Number), peakMemoryBytes: expect.any(Number) },
    cacheBytes: expect.any(Number),
  });
  // What each place of the freeze line takes: the deeper, the more.
  const memory = plan.cuts.map(({ memoryBytes }: { memoryBytes: number }) => memoryBytes);
  expect([memory.length > 5, memory.every((bytes: number, at: number) => at === 0 || bytes <= memory[at - 1])]).toEqual([true, true]);
  // Every setting of the plan has its reason; what is asked for is said to be.
  const reasons = new Map(plan.reasons.map((one: { setting: string; reason: string }) => [one.setting, one.reason]));
  expect(reasons.size).toBeGreaterThanOrEqual(15);
  expect([...reasons.values()].filter((reason) => reason === '')).toEqual([]);
  expect([reasons.get('epochs'), reasons.get('optimizer')]).toEqual(['you asked for it', expect.stringContaining('forgiving')]);
  const trained = plan.parts.filter((part: { trained: number }) => part.trained > 0);
  expect(trained.map((part: { part: string }) => part.part)).toEqual(['stage4', 'head']);
  expect(await runs()).toBe(before);
});

test('Ctrl-C keeps the run, and resume brings it to its end with one event a line', minutes, async () => {
  const child = startGraft(['train', pets, ...settings, '--epochs', '4', '--name', 'stopped', '--json'], { home });
  child.stdout.on('data', (text: Buffer) => {
    if (text.includes('"event":"epoch"')) child.kill('SIGINT');
  });
  const stopped = await ended(child);
  expect(stopped.code).toBe(130);
  const { run } = stopped.lines()[0];
  expect(stopped.lines()[0]).toEqual({ event: 'started', run });
  expect(stopped.lines().at(-1)).toMatchObject({ event: 'finished', run, status: 'cancelled' });
  expect(stopped.stderr).toContain(`graft resume ${run}`);

  const resumed = await graft(['resume', 'stopped', '--json'], { home });
  expect(resumed.code).toBe(0);
  const events = resumed.lines();
  expect(events[0]).toEqual({ event: 'started', run });
  const epochs = [...stopped.lines(), ...events].filter(({ event }) => event === 'epoch');
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  for (const epoch of epochs) {
    expect(epoch).toMatchObject({
      run,
      trainLoss: expect.any(Number),
      trainAccuracy: expect.any(Number),
      valLoss: expect.any(Number),
      valAccuracy: expect.any(Number),
      learningRate: expect.any(Number),
      imagesPerSecond: expect.any(Number),
    });
  }
  expect(events.at(-1)).toMatchObject({
    event: 'finished',
    run,
    status: 'done',
    metrics: { valAccuracy: 1, valLoss: expect.any(Number), valMacroF1: 1 },
    frozen: { tensors: 75, changed: 0 },
    seconds: expect.any(Number),
    imagesPerSecond: expect.any(Number),
    peakMemoryBytes: expect.any(Number),
  });
  expect(await graft(['resume', String(run)], { home })).toMatchObject({ code: 2, stderr: expect.stringContaining('done') });
});

test('evaluate and runs tell the same figures', minutes, async () => {
  const evaluated = await graft(['evaluate', '1'], { home });
  expect(evaluated.stdout).toMatch(
    /^Accuracy 100\.0 % \(95 % interval \d+\.\d to 100\.0 %\) on 6 validation pictures, chosen on these pictures/,
  );
  const csv = path.join(root, 'evaluated.csv');
  const folder = await graft(['evaluate', 'first', pets, '--csv', csv, '--json'], { home });
  const lines = readFileSync(csv, 'utf8').trimEnd().split('\n');
  expect(lines[0]).toBe('file,label,predicted,probability,right,error,p:blue,p:green,p:red,familiarity,unfamiliar');
  expect(lines).toHaveLength(37);
  for (const line of lines.slice(1)) expect(line).toMatch(/^(\w+)\/\d+\.png,\1,\1,[\d.]+,true,,.*,-[\d.]+,$/);
  expect((await graft(['evaluate', '1', '--csv', '-'], { home })).code).toBe(2);
  expect(folder.lines()[0]).toMatchObject({
    split: 'all',
    images: 36,
    chosenOnTheseImages: false,
    metrics: { accuracy: 1 },
    familiarity: { threshold: null, images: 6, pictures: expect.objectContaining({ length: 36 }) },
  });
  // Of its own validation pictures it was kept how familiar they are: asked for again as a folder's they are as familiar.
  const own = (await graft(['evaluate', '1', '--json'], { home })).lines()[0];
  expect(own.familiarity.pictures).toHaveLength(6);
  const scoreOf = new Map(folder.lines()[0].familiarity.pictures.map(({ file, score }: { file: string; score: number }) => [file, score]));
  for (const { file, score, unfamiliar } of own.familiarity.pictures) expect([scoreOf.get(file), unfamiliar]).toEqual([expect.closeTo(score, 4), null]);
  expect((await graft(['runs', 'show', '1', '--json'], { home })).lines()[0]).toMatchObject({
    run: 1,
    name: 'first',
    state: 'done',
    epochs: [1, 2, 3, 4].map((epoch) => expect.objectContaining({ epoch, valLoss: expect.any(Number) })),
  });
});

test('an exported model says what the run says; a bad file stops nothing', minutes, async () => {
  const out = path.join(root, 'model');
  const exported = await graft(['export', '1', '--format', 'onnx', '--out', out, '--json'], { home });
  expect(exported.lines()).toEqual([
    { folder: out, format: 'onnx', receipt: { images: 6, maxAbsDiff: expect.any(Number), top1Agreement: 1, familiarityMaxAbsDiff: expect.any(Number) } },
  ]);
  const again = await graft(['export', '1', '--format', 'onnx', '--out', out, '--json'], { home });
  expect([again.code, again.lines()[0].error.code]).toEqual([1, 'already-exists']);

  const files = [path.join(root, 'bad.jpg'), path.join(pets, 'red')];
  const byRun = await graft(['predict', '1', ...files, '--top', '2', '--json'], { home });
  const byExport = await graft(['predict', out, ...files, '--top', '2', '--json'], { home });
  for (const { code, lines } of [byRun, byExport]) {
    expect(code).toBe(0);
    expect(lines()).toHaveLength(13);
    const error = { code: 'bad-image', message: expect.any(String), values: { kind: 'no-picture', what: 'web-page' } };
    expect(lines()[0]).toEqual({ file: files[0], error });
    expect(lines()[1]).toEqual({
      file: path.join(pets, 'red', '0.png'),
      top: [{ label: 'red', probability: expect.any(Number) }, expect.anything()],
      // Six validation pictures are too few to say what is unlike all others.
      familiarity: { score: expect.any(Number), unfamiliar: null },
    });
  }
  for (const [i, line] of byRun.lines().slice(1).entries()) {
    const other = byExport.lines()[i + 1];
    expect(other.file).toBe(line.file);
    expect(Math.abs(other.top[0].probability - line.top[0].probability)).toBeLessThan(1e-4);
  }
  expect((await graft(['predict', '1', path.join(root, 'bad.jpg'), '--json'], { home })).code).toBe(1);

  // Both together, with their mirror images: a member is a run or an export.
  const csv = path.join(root, 'members.csv');
  const together = await graft(['predict', `1+${out}`, ...files, '--tta', 'flip', '--combine', 'vote', '--csv', csv, '--json'], { home });
  expect(together.code).toBe(0);
  expect(together.lines()).toHaveLength(13);
  expect(together.lines()[1]).toMatchObject({ top: [{ label: 'red' }, {}, {}], members: [{ member: '1', label: 'red' }, { member: out, label: 'red' }] });
  expect(readFileSync(csv, 'utf8').split('\n')[0]).toMatch(/^file,label,.*error,1,1:blue,1:green,1:red,/);
  const judged = await graft(['evaluate', '1', '--tta', 'flip', '--csv', csv.replace('members', 'looks'), '--json'], { home });
  expect(readFileSync(csv.replace('members', 'looks'), 'utf8').split('\n')).toHaveLength(8);
  expect(judged.lines()[0]).not.toHaveProperty('answers');
  expect(judged.lines()[0]).toMatchObject({ run: 1, tta: 'flip', passes: 2, images: 6, verdict: null, againstPlain: { p: expect.any(Number) } });
});

test('paths come through stdin, also with newlines in them, into a table', minutes, async () => {
  const odd = path.join(root, 'odd');
  await paint(path.join(odd, 'a\nb, "c".png'), [10, 20, 200], 1);
  const csv = path.join(root, 'out.csv');
  const stdin = `${path.join(odd, 'a\nb, "c".png')}\0${path.join(pets, 'green', '3.png')}\0`;
  const { code, stdout } = await graft(['predict', '1', '-', '-0', '--top', '1', '--csv', csv], { home, stdin });
  expect([code, stdout]).toEqual([0, `Wrote 2 predictions to ${csv}\n`]);
  const text = readFileSync(csv, 'utf8');
  expect(text).toMatch(
    /^file,label,probability,error,familiarity,unfamiliar\n"[^"]+a\nb, ""c""\.png",blue,[\d.]+,,-[\d.]+,\n[^\n]+3\.png,green,[\d.]+,,-[\d.]+,\n$/,
  );
});

test('features of a run and of a backbone', minutes, async () => {
  const out = path.join(root, 'f.npy');
  const { code, lines } = await graft(
    ['features', '1', path.join(pets, 'red', '0.png'), path.join(root, 'bad.jpg'), path.join(pets, 'red'), '--out', out, '--json'],
    { home },
  );
  expect(code).toBe(0);
  const names = path.join(root, 'f.names.csv');
  const bad = [{ file: path.join(root, 'bad.jpg'), reason: expect.any(String) }];
  expect(lines()).toEqual([{ out, names, rows: 14, images: 13, dimensions: 512, bad }]);
  const bytes = readFileSync(out);
  expect(bytes).toHaveLength(128 + 14 * 512 * 4);
  const row = (n: number) => bytes.subarray(128 + n * 2048, 128 + (n + 1) * 2048);
  expect(row(2)).toEqual(row(0));
  expect([0, 511].map((i) => row(1).readFloatLE(4 * i))).toEqual([Number.NaN, Number.NaN]);
  expect(readFileSync(names, 'utf8').split('\n')[2]).toMatch(/^1,[^,]+bad\.jpg,.+/);
  const table = path.join(root, 'f.csv');
  await graft(['features', 'resnet18.graft_starter', '-', '--out', table], {
    home,
    stdin: `${path.join(pets, 'red', '0.png')}\n`,
  });
  expect(readFileSync(table, 'utf8').split('\n')[1]!.split(',')).toHaveLength(513);
  const none = await graft(
    ['features', '1', path.join(root, 'bad.jpg'), '--out', path.join(root, 'none.npy'), '--json'],
    { home },
  );
  expect([none.code, none.lines()[0].error.code]).toEqual([1, 'bad-image']);
  expect(readdirSync(root).filter((name) => name.includes('none') || name.includes('partial'))).toEqual([]);
});

test('a reader that leaves early ends predict quietly', minutes, async () => {
  const many = Array.from({ length: 20 }, () => pets);
  const child = startGraft(['predict', '1', ...many], { home });
  onTestFinished(() => void child.kill());
  child.stdout.once('data', () => child.stdout.destroy());
  const { code, stderr } = await ended(child);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^Note: [^\n]*needs at least 19 validation pictures; the model has 6\.\n$/);
});

const long = ['--freeze', 'head', '--image-size', '64', '--precision', 'float32', '--epochs', '10000', '--json'];

test.runIf(process.platform === 'linux')(
  'a killed trainer ends the run as failed, with its reason, to be resumed',
  minutes,
  async () => {
    const child = startGraft(['train', pets, ...long], { home });
    child.stdout.on('data', (text: Buffer) => {
      if (!text.includes('"epoch":2,')) return;
      const trainers = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean);
      for (const trainer of trainers) process.kill(Number(trainer), 'SIGKILL');
    });
    const { code, lines, stderr } = await ended(child);
    expect(code).toBe(1);
    const run = lines()[0].run;
    expect(lines().at(-1)).toMatchObject({
      event: 'finished',
      run,
      status: 'failed',
      error: { code: 'trainer-died', hint: expect.stringContaining('resume') },
    });
    expect(stderr).toMatch(/SIGKILL/);
    expect((await graft(['runs', 'show', String(run), '--json'], { home })).lines()[0]).toMatchObject({
      state: 'failed',
      error: { code: 'trainer-died' },
    });
  },
);

test('a second Ctrl-C ends at once, and the run can still be resumed', minutes, async () => {
  const child = startGraft(['train', pets, ...long], { home });
  let presses = 0;
  child.stdout.on('data', (text: Buffer) => {
    if (presses === 0 && text.includes('"epoch":2,')) {
      presses = 1;
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 20);
    }
  });
  const { code, lines } = await ended(child);
  expect(code).toBe(130);
  const run = lines()[0].run;
  const stateNow = async (): Promise<string> => (await graft(['runs', 'show', String(run), '--json'], { home })).lines()[0].state;
  // Its trainer ends by itself, once its step is done and its checkpoint written.
  await expect.poll(stateNow, { timeout: 60_000 }).not.toBe('running');
  // The first press may have been enough: then the run was stopped in order.
  expect(['failed', 'cancelled']).toContain(await stateNow());
});

test('runs delete and cache clear give the disk back', minutes, async () => {
  const copy = path.join(root, 'copy');
  cpSync(home, copy, { recursive: true });
  const caches = (await graft(['cache', 'list', '--json'], { home: copy })).lines()[0];
  expect(caches.sizeBytes).toBeGreaterThan(0);
  expect((await graft(['cache', 'clear', '--json'], { home: copy })).lines()).toEqual([{ freedBytes: caches.sizeBytes }]);
  const deleted = await graft(['runs', 'delete', '1', '--json'], { home: copy });
  expect(deleted.lines()).toEqual([{ run: 1, freedBytes: expect.any(Number) }]);
  expect(deleted.lines()[0].freedBytes).toBeGreaterThan(1e6);
  expect(existsSync(path.join(copy, 'runs', '1'))).toBe(false);
  expect((await graft(['predict', '1', pets, '--json'], { home: copy })).lines()[0].error.code).toBe('not-found');
});

// Last: the data set of the tests before has a class more from here on.
test('training goes on from a run by its name, and tells which pictures became right or wrong', minutes, async () => {
  for (let i = 0; i < 12; i++) await paint(path.join(pets, 'yellow', `${i}.png`), [210, 200, 10], i);
  const { code, lines } = await graft(['train', pets, ...settings, '--freeze', 'head', '--epochs', '2', '--from', 'first', '--json'], { home });
  expect(code).toBe(0);
  const [compared, finished] = lines().slice(-2);
  expect(finished).toMatchObject({ event: 'finished', status: 'done', frozen: { changed: 0 } });
  expect(compared).toMatchObject({ event: 'compared', runs: [{ run: 1 }, { run: finished!['run'] }], test: { midP: expect.any(Number) } });
  expect(compared).toMatchObject({ settings: expect.arrayContaining([{ setting: 'from', first: [], second: [1] }]) });
  const both = await graft(['train', pets, '--from', 'first', '--backbone', 'resnet18.graft_starter', '--dry-run'], { home });
  expect(both.code).toBe(2);
  expect(both.stderr).toContain('--backbone names others');
});
