import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { flipByte } from '../../../../test/flip-byte.ts';
import { openSmallStudio, quickResnet } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { runFolder } from '../../data-folder.ts';
import { StudioError } from '../../errors.ts';
import { listEvaluations } from '../../store/predictions.ts';
import { getRun } from '../../store/runs.ts';
import { evaluateRun } from './evaluate.ts';
import { exportRun } from './export.ts';
import { listNotices } from '../results/notices.ts';
import { planHere } from '../lifecycle/plan-here.ts';
import { extractFeatures, predictFiles } from './predict.ts';
import { createPredictors } from './predictors.ts';
import { resumeRun, startRun } from '../../../../test/train-run.ts';

let small: SmallStudio;
let runs: number[];
const handlers = { onStarted: () => undefined, onEvent: () => undefined, signal: new AbortController().signal };
const folderOf = (run: number) => runFolder(small.studio.folder, run);
const weightsOf = (run: number) => join(folderOf(run), 'model.safetensors');
const cardOf = (run: number) => join(folderOf(run), 'model.json');
const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const picture = () => join(small.pictures, 'class-0/3.png');

async function* one() {
  yield picture();
}

beforeAll(async () => {
  small = await openSmallStudio([8, 8]);
  runs = [];
  for (const seed of [0, 1]) {
    const spec = { ...quickResnet, epochs: 1, seed };
    const { run, status } = await startRun(small.studio, small.dataset, await planHere(small.studio, small.dataset, spec), spec, handlers);
    expect(status).toBe('done');
    runs.push(run);
  }
  for (const run of runs) cpSync(folderOf(run), `${folderOf(run)}.whole`, { recursive: true });
}, 120_000);
afterAll(() => small.close());
beforeEach(() => {
  for (const run of runs) {
    rmSync(folderOf(run), { recursive: true, force: true });
    cpSync(`${folderOf(run)}.whole`, folderOf(run), { recursive: true });
  }
});

/** Every way in which a run's model answers. */
const uses: [string, (run: number) => Promise<unknown>][] = [
  ['predict', (run) => predictFiles(small.studio, run, one(), () => undefined)],
  ['features', (run) => extractFeatures(small.studio, run, one(), () => undefined, () => undefined)],
  ['evaluate', (run) => evaluateRun(small.studio, run, small.pictures)],
  ['evaluate, of its own pictures', (run) => evaluateRun(small.studio, run)],
  ['export', (run) => exportRun(small.studio, run, { format: 'onnx', out: join(small.scratch, 'export'), force: true })],
  [
    "explain and the window's resident model",
    async (run) => {
      const predictors = createPredictors(small.studio, { threads: 1 });
      try {
        return await predictors.heatMap(run, picture());
      } finally {
        await predictors.close();
      }
    },
  ],
];

test.each(uses)('%s refuses a model with one bit flipped, by name and with what to do', { timeout: 120_000 }, async (_, use) => {
  const [run] = runs as [number];
  const done = flipByte(weightsOf(run));
  await expect(use(run), done).rejects.toMatchObject({
    code: 'bad-weights',
    message: expect.stringContaining(weightsOf(run)),
    hint: expect.stringMatching(/graft resume/),
  });
  expect(existsSync(join(small.scratch, 'export'))).toBe(false);
});

const predict = (run: number) => predictFiles(small.studio, run, one(), () => undefined);

test.each([
  ['cut off', (run: number) => truncateSync(weightsOf(run), 1_000_000)],
  ['empty', (run: number) => truncateSync(weightsOf(run))],
  ['gone', (run: number) => rmSync(weightsOf(run))],
  ["another run's", (run: number) => cpSync(weightsOf(runs[1]!), weightsOf(run))],
  ["another run's, with its card", (run: number) => cpSync(folderOf(runs[1]!), folderOf(run), { recursive: true, force: true })],
  ['of other classes', (run: number) => writeFileSync(cardOf(run), readFileSync(cardOf(run), 'utf8').replace('class-1', 'class-2'))],
  ['of one class fewer', (run: number) => writeFileSync(cardOf(run), readFileSync(cardOf(run), 'utf8').replace(/,\s+"class-1"/, ''))],
  [
    'of classes in another order, with a card as older versions wrote it',
    (run: number) => {
      const { classes, preprocessing } = JSON.parse(readFileSync(cardOf(run), 'utf8')) as { classes: string[]; preprocessing: object };
      writeFileSync(cardOf(run), JSON.stringify({ formatVersion: 1, architecture: 'resnet18', classes: classes.reverse(), preprocessing }));
    },
  ],
  [
    'a folder in the place of its card',
    (run: number) => {
      rmSync(cardOf(run));
      mkdirSync(cardOf(run));
    },
  ],
  ['of another image size', (run: number) => writeFileSync(cardOf(run), readFileSync(cardOf(run), 'utf8').replace('"imageSize": 32', '"imageSize": 64'))],
])('a model that is %s is refused', { timeout: 60_000 }, async (_, damage) => {
  const [run] = runs as [number];
  damage(run);
  await expect(predict(run)).rejects.toMatchObject({ code: 'bad-weights', hint: expect.stringMatching(/graft resume/) });
});

test('a damaged model of a run that is done is made again by resume, to the same bits', { timeout: 60_000 }, async () => {
  const [run] = runs as [number];
  await expect(resumeRun(small.studio, run, handlers)).rejects.toMatchObject({ code: 'bad-usage' });
  const whole = digest(weightsOf(run));
  flipByte(weightsOf(run));
  expect(await resumeRun(small.studio, run, handlers)).toMatchObject({ status: 'done' });
  expect(digest(weightsOf(run))).toBe(whole);
  expect(getRun(small.studio.db, run).state).toBe('done');
  expect(listEvaluations(small.studio.db, run).filter(({ datasetVersionId }) => datasetVersionId !== null)).toHaveLength(1);
  await predict(run);
});

test('a model of an older version answers, is told as not verified once, and is held to its sha256 from then on', { timeout: 60_000 }, async () => {
  const [run] = runs as [number];
  const { classes, preprocessing } = JSON.parse(readFileSync(cardOf(run), 'utf8'));
  writeFileSync(cardOf(run), JSON.stringify({ formatVersion: 1, architecture: 'resnet18', classes, preprocessing }));
  await predict(run);
  await predict(run);
  expect(listNotices(small.studio, run).filter((notice) => notice.about === 'model-unproved')).toHaveLength(1);
  expect(JSON.parse(readFileSync(cardOf(run), 'utf8'))).toMatchObject({ formatVersion: 3, weights: { taken: 'later', sha256: digest(weightsOf(run)) } });
  flipByte(weightsOf(run));
  await expect(predict(run)).rejects.toMatchObject({ code: 'bad-weights' });
});

test('an export attests the tensors that it writes, not what the run once stored', { timeout: 60_000 }, async () => {
  const [run] = runs as [number];
  const target = { format: 'safetensors' as const, out: join(small.scratch, 'attested'), force: true };
  await exportRun(small.studio, run, target);
  const manifest = JSON.parse(readFileSync(join(target.out, 'manifest.json'), 'utf8'));
  expect(manifest.attestation).toEqual(getRun(small.studio.db, run).attestation);
  rmSync(target.out, { recursive: true });
  // As an older version left it: nothing says what the weights were, and one frozen value is another now.
  const { classes, preprocessing } = JSON.parse(readFileSync(cardOf(run), 'utf8'));
  const { loadModel, saveModel } = await import('../../training/model-folder.ts');
  const model = await loadModel(folderOf(run));
  model.tensors.get('layer1.0.conv1.weight')!.data[5]! += 1e-6;
  await saveModel(folderOf(run), model, 'anybody');
  writeFileSync(cardOf(run), JSON.stringify({ formatVersion: 1, architecture: 'resnet18', classes, preprocessing }));
  const error = await exportRun(small.studio, run, target).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StudioError);
  expect(error).toMatchObject({ code: 'bad-weights', message: expect.stringMatching(/1 of its 100 frozen tensors are not those of resnet18/) });
  expect(existsSync(target.out)).toBe(false);
});
