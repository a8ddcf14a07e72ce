import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { ended, graft, startGraft } from '../../../test/graft.ts';
import { modelDigest, smallJob, smallPhase, smallPlan, trainSmall } from '../../../test/small-run.ts';
import { ownTemporary } from '../../../test/own-temporary.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { trialCheckpointSchema, trialOutcomeSchema } from '../../shared/trial-bundle.ts';
import { sha256OfFile } from '../files/hash-file.ts';
import { readImages, readTrial } from './trial-folder.ts';
import { isTrialDone, needResultFile, readDone } from './verify-trial.ts';
import { writeTrial } from './write-trial.ts';

vi.setConfig({ testTimeout: 120_000 });

ownTemporary();
const images = tintedPictures([12, 12]);

function tinyJob(epochs: number) {
  const phase = smallPhase({ cut: 'stem', epochs, batchSize: 8, learningRate: 5e-3, augment: 'light' });
  const plan = smallPlan([phase], { net: tinyNet(), architecture: null, start: { from: 'drawn', init: 'he', seed: 5 }, seed: 5, batchNorm: 'train' });
  // Some of one group, whom no trial may part.
  const grouped = images.map((image, i) => (i < 6 ? { ...image, group: `g${i % 3}` } : image));
  return smallJob(tempFolder(), plan, grouped, { backbone: null });
}

async function tinyTrial(epochs = 2) {
  const shared = tempFolder();
  const folder = path.join(shared, 'studies', 's', 'trials', '0000');
  const job = tinyJob(epochs);
  const sha256 = await writeTrial(folder, path.join(shared, 'objects'), 's-0000', job);
  return { shared, folder, job, sha256 };
}

const start = (folder: string) => ['trial', 'run', folder, '--json'];

test('a trial needs only its folder and the store, and gives the bits that the same job gives here; it is not run twice, and what was changed counts for nothing', async () => {
  const { shared, folder, job, sha256 } = await tinyTrial();
  expect((await readTrial(folder)).sha256).toBe(sha256);
  expect(readdirSync(path.join(shared, 'objects')).length).toBeGreaterThan(1);
  expect((await readImages(folder, (await readTrial(folder)).bundle)).map(({ group }) => group)).toEqual(job.images.map(({ group }) => group ?? undefined));
  // Nothing of it depends on where the pictures were.
  expect(readFileSync(path.join(folder, 'trial.json'), 'utf8')).not.toContain(path.dirname(job.images[0]!.file));
  const [here, there] = await Promise.all([trainSmall(job), graft(start(folder), { home: path.join(shared, 'no-data') })]);
  expect(there.code, there.stderr).toBe(0);
  expect(there.lines().at(-1)).toEqual({ event: 'finished', status: 'done' });
  expect(existsSync(path.join(shared, 'no-data'))).toBe(false);

  const done = (await readDone(folder, sha256))!;
  const file = (name: string): string => Object.keys(done.files).find((one) => one.endsWith(name))!;
  const weights = file('model.safetensors');
  expect(await sha256OfFile(path.join(folder, weights))).toBe(modelDigest(job));
  const outcome = trialOutcomeSchema.parse(JSON.parse(readFileSync(path.join(folder, file('result.json')), 'utf8')));
  expect(outcome.epochs.map(({ seconds: _, imagesPerSecond: __, ...epoch }) => epoch)).toEqual(here.epochs.map(({ seconds: _, imagesPerSecond: __, ...epoch }) => epoch));
  expect(outcome.answered).toEqual(here.result.predictions.map(({ imageId }) => imageId));
  expect([...new Float32Array(new Uint8Array(readFileSync(path.join(folder, file('probabilities.f32')))).buffer)]).toEqual(here.result.predictions.flatMap(({ probabilities }) => [...probabilities]));

  expect((await graft(start(folder), { home: tempFolder() })).lines().at(-1)).toEqual({ event: 'finished', status: 'again' });
  await expect(readDone(folder, '0'.repeat(64))).rejects.toMatchObject({ code: 'bad-result' });
  appendFileSync(path.join(folder, weights), 'x');
  expect(await isTrialDone(folder, sha256)).toBe(false);
  await expect(needResultFile(folder, weights, done.files[weights]!)).rejects.toMatchObject({ code: 'bad-result', message: expect.stringContaining(weights) });
});

test('asked to stop, or its caller gone, a trial ends and leaves its checkpoint alone; another version and a picture that was changed are refused', async () => {
  const { folder, shared } = await tinyTrial(5000);
  const runner = startGraft(['trial', 'run', folder, '--until-stdin-ends'], { home: tempFolder() });
  const end = ended(runner);
  while (!existsSync(path.join(folder, 'progress.json')) && runner.exitCode === null) await wait(20);
  runner.stdin.end();
  expect((await end).code).toBe(130);
  expect(readdirSync(folder).toSorted()).toEqual(['checkpoint', 'checkpoint.json', 'progress.json', 'trial.json']);

  const file = path.join(folder, 'trial.json');
  const bundle = readFileSync(file, 'utf8');
  writeFileSync(file, bundle.replace(/"program":{"version":"[^"]+"/, '"program":{"version":"9.9.9"'));
  const other = await graft(start(folder), { home: tempFolder() });
  expect([other.code, JSON.parse(readFileSync(path.join(folder, 'failed.json'), 'utf8')).error.code]).toEqual([2, 'bad-usage']);

  writeFileSync(file, bundle.replaceAll(/"epochs":5000/g, '"epochs":1'));
  const listed = await readImages(folder, (await readTrial(folder)).bundle);
  const picture = path.join(shared, 'objects', listed[0]!.object);
  writeFileSync(picture, readFileSync(picture).subarray(0, statSync(picture).size - 8));
  // On a node that has not had it before.
  const damaged = await graft(start(folder), { home: tempFolder(), env: { TMPDIR: tempFolder() } });
  const done = JSON.parse(readFileSync(path.join(folder, 'done.json'), 'utf8'));
  const name = Object.keys(done.files).find((one) => one.endsWith('result.json'))!;
  // As anywhere: a picture that cannot be read is left out, and said.
  expect([damaged.code, JSON.parse(readFileSync(path.join(folder, name), 'utf8')).notices]).toEqual([0, [expect.objectContaining({ about: 'picture-left-out' })]]);
});

test('a trial whose node is lost goes on elsewhere from its last epoch, with the same bits; one whose checkpoint is damaged begins anew, and says so', async () => {
  const [lost, damaged] = [await tinyTrial(40), await tinyTrial(40)];
  const here = trainSmall(lost.job);
  const [first, broken] = await Promise.all([lost, damaged].map(async ({ folder }) => {
    const runner = startGraft(start(folder), { home: tempFolder() });
    const file = path.join(folder, 'checkpoint.json');
    while (!existsSync(file) && runner.exitCode === null) await wait(5);
    runner.kill('SIGKILL');
    await ended(runner);
    expect(existsSync(path.join(folder, 'done.json'))).toBe(false);
    return trialCheckpointSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  }));
  appendFileSync(path.join(damaged.folder, Object.keys(broken!.files).find((name) => name.endsWith('last.safetensors'))!), 'x');
  const outcomes = await Promise.all([lost, damaged].map(async ({ folder, sha256 }) => {
    const end = await graft(start(folder), { home: tempFolder() });
    expect(end.code, end.stderr).toBe(0);
    const done = (await readDone(folder, sha256))!;
    const file = (name: string): string => path.join(folder, Object.keys(done.files).find((one) => one.endsWith(name))!);
    expect(readdirSync(folder).filter((name) => name.startsWith('checkpoint'))).toEqual([]);
    return { digest: await sha256OfFile(file('model.safetensors')), ...trialOutcomeSchema.parse(JSON.parse(readFileSync(file('result.json'), 'utf8'))) };
  }));
  await here;
  expect(outcomes.map(({ digest, epochs }) => [digest, epochs.map(({ epoch }) => epoch)])).toEqual([lost, damaged].map(() => [modelDigest(lost.job), Array.from({ length: 40 }, (_, i) => i + 1)]));
  expect([outcomes[0]!.startedAtMs, outcomes[0]!.notices]).toEqual([first!.startedAtMs, []]);
  expect(outcomes[1]!.startedAtMs).toBeGreaterThan(broken!.startedAtMs);
  expect(outcomes[1]!.notices).toEqual([expect.objectContaining({ about: 'checkpoint-damaged', epochs: 0 })]);
});
