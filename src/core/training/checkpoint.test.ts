import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flipByte } from '../../../test/flip-byte.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { sweepStudioFolder } from '../files/sweep.ts';
import { freshProgress, loadBest, loadCheckpoint, loadProgress, saveBest, saveCheckpoint } from './checkpoint.ts';
import type { TrainingProgress } from './checkpoint.ts';

const count = fc.nat(1e6);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const positive = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
const gradients = fc.array(fc.record({ epoch: count, blocks: fc.array(fc.record({ block: fc.constantFrom('stage1.0', 'stage2.1'), norm: fc.option(positive) }), { maxLength: 2 }) }), { maxLength: 2 });
const report = fc.record({
  epoch: count,
  phase: fc.constantFrom('head', 'fine-tune'),
  trainLoss: finite,
  trainAccuracy: finite,
  valLoss: finite,
  valAccuracy: finite,
  learningRate: finite,
  imagesPerSecond: finite,
  seconds: finite,
  isBest: fc.boolean(),
});
const progress: fc.Arbitrary<TrainingProgress> = fc.record({
  version: fc.constant(1 as const),
  phase: fc.nat(1),
  epochs: count,
  phaseEpochs: count,
  batch: count,
  step: count,
  epochLoss: finite,
  epochCorrect: count,
  epochImages: count,
  epochSeconds: positive,
  gradients,
  best: fc.option(fc.record({ epoch: count, phase: fc.nat(1), valLoss: finite })),
  phaseBestValLoss: fc.option(finite),
  epochsSinceBest: count,
  lossScale: fc.double({ min: 1, max: 65536, noNaN: true }),
  stepsAtScale: count,
  skippedSteps: count,
  phaseDone: fc.boolean(),
  head: fc.option(fc.record({ solver: fc.constant('exact' as const), l2: positive, loss: finite, gradientNorm: positive, seconds: positive })),
  seconds: positive,
  trainSeconds: positive,
  trainImages: count,
  reports: fc.array(report, { maxLength: 3 }),
});
const values = fc.array(fc.float({ noNaN: true }), { maxLength: 8 });
const run = '1@0';
/** JSON has no negative zero; here it means the same. */
const plain = (value: TrainingProgress): unknown => JSON.parse(JSON.stringify(value));

test('weights, slots and progress come back bit for bit', async () => {
  const folder = tempFolder();
  expect(await loadCheckpoint(folder)).toBeNull();
  expect(await loadProgress(folder)).toBeNull();
  await fc.assert(
    fc.asyncProperty(
      progress,
      fc.dictionary(fc.stringMatching(/^[a-z/.]{1,12}$/), values, { minKeys: 1, noNullPrototype: true }),
      async (where, rows) => {
        const state = new Map(
          Object.entries(rows).map(([name, row]) => [
            name,
            { shape: [row.length], data: Float32Array.from(row) },
          ]),
        );
        await saveCheckpoint(folder, state, where, run);
        const loaded = (await loadCheckpoint(folder))!;
        expect(loaded.progress).toEqual(plain(where));
        expect(await loadProgress(folder)).toEqual(plain(where));
        expect(loaded.state).toEqual(state);
      },
    ),
    { numRuns: 40 },
  );
});

test('the best weights of each phase are kept apart', async () => {
  const folder = tempFolder();
  const weights = (value: number) =>
    new Map([['fc.bias', { shape: [2], data: Float32Array.of(value, -value) }]]);
  await saveBest(folder, 0, weights(1), run);
  await saveBest(folder, 1, weights(2), run);
  expect(await loadBest(folder, 0)).toEqual(weights(1));
  expect(await loadBest(folder, 1)).toEqual(weights(2));
});

test('a checkpoint cut off anywhere is an error that names it, never a fresh start', async () => {
  const folder = tempFolder();
  await saveCheckpoint(
    folder,
    new Map([['w', { shape: [40], data: new Float32Array(40).fill(3) }]]),
    freshProgress(),
    run,
  );
  const file = join(folder, 'last.safetensors');
  const whole = readFileSync(file);
  expect(whole.length).toBeGreaterThan(500);
  for (let end = 0; end < whole.length; end += end < 16 || end > whole.length - 16 ? 1 : 7) {
    writeFileSync(file, whole.subarray(0, end));
    await expect(loadCheckpoint(folder), `${end} bytes`).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining(file),
    });
  }
});

test.each([
  ['no progress', {}],
  ['another version', { progress: JSON.stringify({ ...freshProgress(), version: 2 }) }],
  ['a field missing', { progress: JSON.stringify({ ...freshProgress(), step: undefined }) }],
  ['no JSON', { progress: '{' }],
])('a weights file with %s is no checkpoint', async (_what, metadata) => {
  const { writeSafetensors } = await import('../weights/safetensors.ts');
  const folder = tempFolder();
  await writeSafetensors(
    join(folder, 'last.safetensors'),
    new Map([['w', { shape: [1], data: Float32Array.of(1) }]]),
    metadata as Record<string, string>,
  );
  await expect(loadCheckpoint(folder)).rejects.toMatchObject({ code: 'bad-checkpoint' });
  await expect(loadProgress(folder)).rejects.toMatchObject({ code: 'bad-checkpoint' });
});

test('kill -9 while writing leaves the checkpoint before or the one after, whole', async () => {
  const folder = tempFolder();
  const script = join(import.meta.dirname, '../../../test/write-checkpoints.ts');
  let unfinished = 0;
  for (let kill = 0; kill < 8; kill++) {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await wait(10 + 23 * kill);
    child.kill('SIGKILL');
    await once(child, 'close');
    unfinished += readdirSync(folder).filter((name) => name.endsWith('.tmp')).length;
    const {
      state,
      progress: { step },
    } = (await loadCheckpoint(folder))!;
    expect(step).toBeGreaterThan(0);
    expect(
      state.get('weight')!.data.every((value) => value === step),
      `every value of checkpoint ${step}`,
    ).toBe(true);
    sweepStudioFolder(folder);
    expect(['last.safetensors', 'previous.safetensors']).toEqual(expect.arrayContaining(readdirSync(folder)));
  }
  expect(unfinished, 'at least one kill came while a file was being written').toBeGreaterThan(0);
}, 120_000);

const state = new Map([['w', { shape: [40], data: new Float32Array(40).fill(3) }]]);

test('any byte of a checkpoint flipped is refused by name, or the one before takes its place and is told', async () => {
  const folder = tempFolder();
  const file = join(folder, 'last.safetensors');
  await saveCheckpoint(folder, state, { ...freshProgress(), epochs: 7 }, run);
  const good = readFileSync(file);
  for (let at = 0; at < good.length; at++) {
    const bad = Buffer.from(good);
    bad[at]! ^= 1 << at % 8;
    writeFileSync(file, bad);
    await expect(loadCheckpoint(folder, run), `byte ${at}`).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining(file),
    });
  }
  writeFileSync(file, good);
  await saveCheckpoint(folder, state, { ...freshProgress(), epochs: 8 }, run);
  const done = flipByte(file);
  expect(await loadCheckpoint(folder, run), done).toMatchObject({ progress: { epochs: 7 }, notice: { about: 'checkpoint-damaged', error: { message: expect.stringContaining(file) } } });
  expect(readdirSync(folder)).toEqual(['last.safetensors']);
  expect(await loadCheckpoint(folder, run)).toMatchObject({ progress: { epochs: 7 }, notice: null });
});

test('what a checkpoint says of the progress is proved without reading its weights', async () => {
  const folder = tempFolder();
  const file = join(folder, 'last.safetensors');
  await saveCheckpoint(folder, state, { ...freshProgress(), epochs: 12 }, run);
  const at = readFileSync(file).indexOf('\\"epochs\\":12') + 12;
  flipByte(file, at);
  await expect(loadProgress(folder, run)).rejects.toMatchObject({ code: 'bad-checkpoint' });
});

test('a run killed while it writes a checkpoint goes on from the one before', async () => {
  const folder = tempFolder();
  await saveCheckpoint(folder, state, { ...freshProgress(), epochs: 3 }, run);
  renameSync(join(folder, 'last.safetensors'), join(folder, 'previous.safetensors'));
  expect(await loadCheckpoint(folder, run)).toMatchObject({ progress: { epochs: 3 }, notice: null });
});

test('the checkpoint of another run is none of ours; one of an older version is taken, and told', async () => {
  const folder = tempFolder();
  await saveCheckpoint(folder, state, freshProgress(), '1@0');
  await expect(loadCheckpoint(folder, '2@0')).rejects.toMatchObject({ code: 'bad-checkpoint', message: expect.stringContaining('another run') });
  const file = join(folder, 'last.safetensors');
  const json = JSON.stringify({ __metadata__: { progress: JSON.stringify(freshProgress()) }, w: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } });
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(file, Buffer.concat([prefix, Buffer.from(json), Buffer.alloc(4)]));
  expect(await loadCheckpoint(folder, '2@0')).toMatchObject({ progress: freshProgress(), notice: { about: 'checkpoint-unproved' } });
});
