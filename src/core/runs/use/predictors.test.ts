import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { runWithModel } from '../../../../test/model-run.ts';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { runFolder } from '../../data-folder.ts';
import { createRun } from '../../store/runs.ts';
import { acquireTrainerLease, releaseTrainerLease } from '../../store/trainer-lease.ts';
import { loadModel } from '../../training/model-folder.ts';
import { predictFiles } from './predict.ts';
import { createPredictors } from './predictors.ts';
import type { PictureAnswer, Predictors, PredictorsOptions } from './predictors.ts';

let small: SmallStudio;
let first = 0;
let second = 0;
beforeAll(async () => {
  small = await openSmallStudio([4, 4, 4]);
  first = await runWithModel(small.studio, small.dataset);
  second = await runWithModel(small.studio, small.dataset, 'resnetv2_18');
}, 180_000);
afterAll(() => small.close());

const opened: Predictors[] = [];
function open(options: PredictorsOptions = {}): Predictors {
  const predictors = createPredictors(small.studio, { threads: 1, ...options });
  opened.push(predictors);
  return predictors;
}
afterEach(() => Promise.all(opened.splice(0).map((predictors) => predictors.close())));

const files = () => small.dataset.images.map(({ file }) => file);
const probabilitiesOf = (answer: PictureAnswer | undefined): Float32Array => {
  if (!answer || 'error' in answer) throw new Error(`no answer: ${JSON.stringify(answer)}`);
  return answer.probabilities;
};
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (holds()) return;
    await wait(50);
  }
  throw new Error(`never: ${what}`);
}

test('files and bytes get what graft predict says of them, to 1e-6', async () => {
  const expected: Float32Array[] = [];
  async function* named() {
    yield* files();
  }
  await predictFiles(small.studio, first, named(), (answer) => {
    expected.push('values' in answer ? answer.values : new Float32Array());
  });
  const pictures = files().map((file, i) => (i % 2 === 0 ? file : readFileSync(file)));
  const { classes, answers } = await open().classify(first, pictures);
  expect(classes).toEqual(small.dataset.classes);
  expect(answers).toHaveLength(expected.length);
  const off = answers.map((answer, i) => Math.max(...probabilitiesOf(answer).map((p, c) => Math.abs(p - expected[i]![c]!))));
  expect(Math.max(...off)).toBeLessThan(1e-6);
  expect(new Set(expected.map(String)).size, 'the pictures differ, so their order counts').toBe(expected.length);
}, 180_000);

test('heat maps of two classes differ on the average by what their logits differ by', async () => {
  const predictors = open();
  for (const run of [first, second]) {
    const file = files()[3]!;
    const { answers } = await predictors.classify(run, [file], { heatMap: true });
    const probabilities = probabilitiesOf(answers[0]);
    const { tensors } = await loadModel(runFolder(small.studio.folder, run));
    const bias = (tensors.get('fc.bias') ?? tensors.get('head.fc.bias'))!.data;
    const logits = await Promise.all(
      small.dataset.classes.map(async (name, c) => {
        const map = await predictors.heatMap(run, file, name);
        // 40 x 32 pixels become 91 x 73, of which 64 x 64 are seen.
        expect(map).toMatchObject({ className: name, rows: 2, columns: 2, crop: [14 / 91, 4 / 73, 64 / 91, 64 / 73] });
        return map.values.reduce((sum, value) => sum + value, 0) / map.values.length + bias[c]!;
      }),
    );
    for (const c of [1, 2]) {
      expect(logits[c]! - logits[0]!).toBeCloseTo(Math.log(probabilities[c]! / probabilities[0]!), 3);
    }
    const likeliest = small.dataset.classes[probabilities.indexOf(Math.max(...probabilities))];
    expect((answers[0] as { heatMap: unknown }).heatMap).toEqual(await predictors.heatMap(run, file));
    expect((await predictors.heatMap(run, file)).className).toBe(likeliest);
  }
}, 180_000);

test('a bad picture has its reason and stops no other', async () => {
  const predictors = open();
  const good = files()[0]!;
  const { answers } = await predictors.classify(first, [good, Buffer.from('no picture'), join(small.scratch, 'gone.png'), good]);
  expect(answers[1]).toMatchObject({ error: { code: 'bad-image', message: expect.stringMatching(/not a JPEG/) } });
  expect(answers[2]).toMatchObject({ error: { code: 'bad-image' } });
  expect(probabilitiesOf(answers[3])).toEqual(probabilitiesOf(answers[0]));
  await expect(predictors.heatMap(first, Buffer.from('no picture'))).rejects.toMatchObject({ code: 'bad-image', field: 'image' });
  expect((await predictors.classify(first, [])).answers).toEqual([]);
}, 180_000);

test('a picture that is slow to read holds up no other request', async () => {
  const side = 7000;
  const blank = sharp({ create: { width: side, height: side, channels: 3, background: '#345' }, limitInputPixels: false });
  const slow = await blank.jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer();
  const predictors = open();
  await predictors.classify(first, [files()[0]!]);
  const order: string[] = [];
  await Promise.all([
    predictors.classify(first, [slow]).then(({ answers }) => order.push('error' in answers[0]! ? 'refused' : 'slow')),
    predictors.classify(first, [files()[1]!]).then(() => order.push('quick')),
  ]);
  expect(order).toEqual(['quick', 'slow']);
}, 180_000);

test('what cannot be asked is refused by name, and starts no second process', async () => {
  const predictors = open();
  await expect(predictors.heatMap(first, files()[0]!, 'rose')).rejects.toMatchObject({
    code: 'not-found',
    field: 'className',
    message: 'The run knows no class "rose"',
  });
  await expect(predictors.classify(999, [])).rejects.toMatchObject({ code: 'not-found', message: 'There is no run 999' });
  const queued = createRun(small.studio.db, { datasetVersionId: small.dataset.version.id, backboneId: 'generated', spec: {} });
  await expect(predictors.classify(queued.id, [])).rejects.toMatchObject({
    code: 'not-found',
    message: `Run ${queued.id} has no finished model: it is queued`,
  });
  expect(predictors.processes().map(({ run }) => run)).toEqual([first]);
}, 180_000);

test('a process that dies fails what it was asked, and the next call gets another', async () => {
  const predictors = open();
  await predictors.classify(first, [files()[0]!]);
  const { pid } = predictors.processes()[0]!;
  process.kill(pid, 'SIGSTOP');
  const lost = predictors.classify(first, [files()[0]!]);
  setTimeout(() => process.kill(pid, 'SIGKILL'), 200);
  await expect(lost).rejects.toMatchObject({ code: 'trainer-died', hint: expect.stringMatching(/^Try again/) });
  expect((await predictors.classify(first, [files()[0]!])).answers).toHaveLength(1);
  expect(predictors.processes()[0]!.pid).not.toBe(pid);
}, 180_000);

test('the process used longest ago makes room, and an idle one ends', async () => {
  const predictors = open({ most: 1, idleMs: 1500 });
  const asked = await Promise.all([first, second, first].map((run) => predictors.classify(run, files())));
  expect(asked.map(({ answers }) => answers.length)).toEqual([12, 12, 12]);
  expect(asked[2]!.answers).toEqual(asked[0]!.answers);
  const { run, pid } = predictors.processes()[0]!;
  expect([predictors.processes().length, run]).toEqual([1, first]);
  await until(() => predictors.processes().length === 0, 'the idle process is let go');
  await until(() => !isAlive(pid), 'the idle process ends');
  expect((await predictors.classify(second, [files()[0]!])).answers).toHaveLength(1);
}, 180_000);

test('while a training runs there is one process, not two', async () => {
  const predictors = open();
  await predictors.classify(first, []);
  await predictors.classify(second, []);
  expect(predictors.processes()).toHaveLength(2);
  acquireTrainerLease(small.studio.db, first);
  try {
    const third = await runWithModel(small.studio, small.dataset);
    await predictors.classify(third, []);
    expect(predictors.processes().map(({ run }) => run)).toEqual([third]);
  } finally {
    releaseTrainerLease(small.studio.db);
  }
}, 180_000);

test('a run whose model was written anew is loaded anew', async () => {
  const predictors = open();
  await predictors.classify(first, []);
  const before = predictors.processes();
  await predictors.classify(first, []);
  expect(predictors.processes()).toEqual(before);
  utimesSync(join(runFolder(small.studio.folder, first), 'model.json'), new Date(), new Date());
  await predictors.classify(first, []);
  expect(predictors.processes()[0]!.pid).not.toBe(before[0]!.pid);
}, 180_000);

test('closing cancels what is asked, ends the processes, and nothing is answered after it', async () => {
  const predictors = open();
  await predictors.classify(first, []);
  const { pid } = predictors.processes()[0]!;
  const asked = predictors.classify(first, Array(200).fill(files()[0]!));
  asked.catch(() => undefined);
  await wait(100);
  await predictors.close();
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  await expect(predictors.classify(first, [])).rejects.toMatchObject({ code: 'cancelled' });
  await until(() => !isAlive(pid), 'the process ends');
}, 180_000);
