import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBackbone } from '../../../../test/load-backbone.ts';
import { openSmallStudio, quickResnet } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { tintedFolder } from '../../../../test/small-run.ts';
import { answerSet } from '../../evaluation/answer-sets.ts';
import { sealedJson } from '../../files/sealed-json.ts';
import { decodeImage } from '../../images/decode-image.fixture.ts';
import { preprocessImage } from '../../images/preprocess-image.fixture.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { createPredictor } from '../../nets/predictor.ts';
import { modelMeant } from '../../references/model-meant.ts';
import { listExports } from '../../store/exports.ts';
import { listEvaluations, listPredictions } from '../../store/predictions.ts';
import { createRun, getRun } from '../../store/runs.ts';
import { loadModelCard } from '../../training/model-folder.ts';
import { manifestSchema } from '../../../shared/manifest.ts';
import type { Answer } from '../../../shared/trainer-protocol.ts';
import { evaluateRun } from './evaluate.ts';
import { exportRun } from './export.ts';
import { familiarityOf } from '../../../shared/familiarity.ts';
import { familiarityFiles } from '../../weights/familiarity-file.ts';
import { setsOfRun, setsPossible, setsWherePossible } from './answer-sets.ts';
import { familiarityOfRun } from './familiarity.ts';
import { finishedModel } from './finished-model.ts';
import { planHere } from '../lifecycle/plan-here.ts';
import { extractFeatures, predictFiles } from './predict.ts';
import { startRun } from '../../../../test/train-run.ts';

let small: SmallStudio;
let run = 0;
beforeAll(async () => {
  small = await openSmallStudio([20, 20, 20]);
  const { studio, dataset } = small;
  const spec = { ...quickResnet, epochs: 5 };
  const silent = {
    onStarted: () => undefined,
    onEvent: () => undefined,
    signal: new AbortController().signal,
  };
  const outcome = await startRun(studio, dataset, await planHere(studio, dataset, spec), spec, silent);
  expect(outcome.status).toBe('done');
  run = outcome.run;
}, 120_000);
afterAll(() => small.close());

async function* named(files: readonly string[]): AsyncGenerator<string> {
  yield* files;
}

async function predict(model: Parameters<typeof predictFiles>[1], files: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  await predictFiles(small.studio, model, named(files), (answer, classes) => {
    expect(classes).toEqual(['class-0', 'class-1', 'class-2']);
    answers.push(answer);
  });
  return answers;
}

const validation = () => small.dataset.images.filter(({ split }) => split === 'val').map(({ file }) => file);

/** The stored probabilities of the validation pictures, in their order. */
function stored(): Float32Array[] {
  const evaluation = listEvaluations(small.studio.db, run).find(({ split }) => split === 'val')!;
  return listPredictions(small.studio.db, evaluation.id).map(({ probabilities }) => probabilities);
}

function expectNear(answers: readonly Answer[], expected: readonly Float32Array[], bound: number): void {
  expect(answers).toHaveLength(expected.length);
  for (const [i, answer] of answers.entries()) {
    if (!('values' in answer)) throw new Error(`${answer.file}: ${answer.error.message}`);
    const off = Math.max(...expected[i]!.map((value, c) => Math.abs(value - answer.values[c]!)));
    expect(off, answer.file).toBeLessThan(bound);
  }
}

test('pictures get the probabilities that the run stored for them', async () => {
  expectNear(await predict(run, validation()), stored(), 1e-5);
}, 60_000);

test('a run has the temperature that its validation pictures gave it, and its answers are divided by what lies beside its model', async () => {
  const { calibration } = getRun(small.studio.db, run);
  expect(calibration).toMatchObject({ images: 15, where: expect.any(String) });
  const { folder } = await finishedModel(small.studio, run);
  expect(loadModelCard(folder).temperature).toBe(calibration!.temperature);
  const card = join(folder, 'model.json');
  const written = readFileSync(card, 'utf8');
  const { sha256: _, ...content } = JSON.parse(written) as { sha256: string };
  writeFileSync(card, sealedJson({ ...content, temperature: 2 * calibration!.temperature }));
  try {
    const roots = stored().map((values) => values.map(Math.sqrt));
    expectNear(await predict(run, validation()), roots.map((values) => values.map((value) => value / values.reduce((a, b) => a + b))), 1e-5);
  } finally {
    writeFileSync(card, written);
  }
}, 60_000);

test('a run knows its training pictures; a picture of noise is like none of them, and a run without an index says so', async () => {
  const { studio, scratch, dataset } = small;
  const rule = (await familiarityOfRun(studio, run, 0.1))!;
  expect(rule).toMatchObject({ falseAlarmRate: 0.1, images: 15, threshold: expect.any(Number) });
  // Fifteen pictures are too few for one false alarm in twenty.
  expect(await familiarityOfRun(studio, run, 0.05)).toMatchObject({ threshold: null, band: null });
  mkdirSync(scratch, { recursive: true });
  const noise = join(scratch, 'noise.png');
  const pixels = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) % 256);
  await sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } }).png().toFile(noise);
  const training = dataset.images.filter(({ split }) => split === 'train').map(({ file }) => file);
  const scores = (await predict(run, [noise, ...training])).map((answer) => ('values' in answer ? answer.familiarity! : NaN));
  expect(familiarityOf(scores[0]!, rule).unfamiliar).toBe(true);
  expect(Math.min(...scores.slice(1))).toBeGreaterThan(scores[0]!);
  // A look from several sides has no index, nor has a model without its files.
  const looked: Answer[] = [];
  await predictFiles(studio, run, named([noise]), (answer) => void looked.push(answer), 'flip');
  expect(looked[0]).not.toHaveProperty('familiarity');
  const card = join((await finishedModel(studio, run)).folder, familiarityFiles.card);
  renameSync(card, `${card}.away`);
  try {
    expect(await familiarityOfRun(studio, run, 0.1)).toBeNull();
    expect((await predict(run, [noise]))[0]).not.toHaveProperty('familiarity');
  } finally {
    renameSync(`${card}.away`, card);
  }
}, 60_000);

test('every file is answered in its order, bad ones with their reason', async () => {
  mkdirSync(small.scratch, { recursive: true });
  const text = join(small.scratch, 'text.png');
  writeFileSync(text, 'no picture');
  const missing = join(small.scratch, 'missing.png');
  const all = small.dataset.images.map(({ file }) => file);
  // Also a whole batch of bad ones.
  const files = [
    text,
    ...all.slice(0, 20),
    missing,
    ...all.slice(20, 24),
    ...Array<string>(40).fill(missing),
    all[0]!,
  ];
  const answers = await predict(run, files);
  expect(answers.map(({ file }) => file)).toEqual(files);
  const bad = answers.filter((answer) => 'error' in answer);
  expect(bad.map(({ file }) => file)).toEqual(files.filter((file) => file === text || file === missing));
  for (const answer of bad)
    expect(answer).toMatchObject({ error: { code: 'bad-image', message: expect.stringMatching(/.{5}/) } });
  for (const answer of answers)
    if ('values' in answer) expect(answer.values.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
}, 60_000);

test('no names, no answers', async () => {
  expect(await predict(run, [])).toEqual([]);
}, 60_000);

test('names are taken at the pace of the one who takes the answers', async () => {
  const file = validation()[0]!;
  let taken = 0;
  let answered = 0;
  let most = 0;
  async function* endless() {
    for (; taken < 600; taken++) yield file;
  }
  await predictFiles(small.studio, run, endless(), async () => {
    most = Math.max(most, taken - answered++);
    await wait(2);
  });
  expect(answered).toBe(600);
  // Eight chunks of 32 ahead, and one being filled.
  expect(most).toBeLessThanOrEqual(9 * 32);
}, 60_000);

test('an error of whoever takes the answers ends the prediction', async () => {
  const files = Array<string>(100).fill(validation()[0]!);
  const broken = predictFiles(small.studio, run, named(files), () => {
    throw new Error('the disk is full');
  });
  await expect(broken).rejects.toThrow('the disk is full');
}, 60_000);

test('an error of whoever names the files ends the prediction', async () => {
  async function* failing() {
    yield validation()[0]!;
    await wait(50);
    throw new Error('the list ended in the middle');
  }
  await expect(predictFiles(small.studio, run, failing(), () => undefined)).rejects.toThrow(
    'the list ended in the middle',
  );
}, 60_000);

test('a run or export that is not there is named', async () => {
  await expect(predict(99, [])).rejects.toMatchObject({ code: 'not-found' });
  await expect(predict({ exportFolder: join(small.scratch, 'nothing') }, [])).rejects.toMatchObject({ code: 'not-found' });
  const queued = createRun(small.studio.db, {
    datasetVersionId: small.dataset.version.id,
    backboneId: 'resnet18.graft_starter',
    spec: {},
  });
  await expect(predict(queued.id, [])).rejects.toMatchObject({ code: 'not-found' });
  await expect(
    exportRun(small.studio, queued.id, { format: 'onnx', force: false }),
  ).rejects.toMatchObject({ code: 'not-found' });
  await expect(evaluateRun(small.studio, queued.id)).rejects.toMatchObject({ code: 'not-found' });
}, 60_000);

test('features of a backbone are what its network gives in this process; a run gives its own', async () => {
  const files = validation().slice(0, 3);
  const bad = join(small.scratch, 'missing.png');
  const ask = async (source: Parameters<typeof extractFeatures>[1]) => {
    const answers: Answer[] = [];
    let dimensions = 0;
    await extractFeatures(
      small.studio,
      source,
      named([...files, bad]),
      (answer) => void answers.push(answer),
      (count) => (dimensions = count),
    );
    expect(dimensions).toBe(512);
    expect(answers.map(({ file }) => file)).toEqual([...files, bad]);
    expect(answers[3]).toHaveProperty('error');
    return answers.slice(0, 3).map((answer) => ('values' in answer ? answer.values : new Float32Array()));
  };
  const expected = async (imageSize: number) => {
    const backbone = await loadBackbone(small.studio.folder, 'resnet18.graft_starter');
    const preprocessing = { ...backbone.preprocessing, imageSize };
    const predictor = createPredictor({
      net: planNet(backbone.net),
      tensors: backbone.tensors,
      preprocessing,
    });
    const rows: Float32Array[] = [];
    for (const file of files)
      rows.push(predictor.features(preprocessImage(await decodeImage(file), preprocessing), 1));
    predictor.close();
    return rows;
  };
  const own = await loadBackbone(small.studio.folder, 'resnet18.graft_starter');
  for (const [source, imageSize] of [
    [{ backbone: 'resnet18.graft_starter' }, own.preprocessing.imageSize],
    [run, 32],
  ] as const) {
    const features = await ask(source);
    const rows = await expected(imageSize);
    for (const [i, row] of features.entries()) {
      expect(row).toHaveLength(512);
      const scale = Math.sqrt(rows[i]!.reduce((sum, value) => sum + value ** 2, 0) / 512);
      expect(Math.max(...row.map((value, c) => Math.abs(value - rows[i]![c]!))) / scale).toBeLessThan(1e-4);
    }
  }
}, 120_000);

test.each(['onnx', 'savedmodel', 'safetensors'] as const)(
  'the %s export predicts what the run did, and its receipt says so',
  async (format) => {
    const { studio } = small;
    const { folder, receipt } = await exportRun(studio, run, { format, force: false, falseAlarm: 0.1 });
    expect(folder).toBe(join(studio.folder.exports, `${run}-${format}`));
    expect(receipt).toMatchObject({ images: validation().length, top1Agreement: 1 });
    expect(receipt.maxAbsDiff).toBeLessThan(1e-4);
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
    expect(manifest).toMatchObject({
      format,
      architecture: 'resnet18',
      classes: ['class-0', 'class-1', 'class-2'],
      preprocessing: { imageSize: 32 },
      receipt,
      freeze: { strategy: 'head', phases: [{ name: 'head', cut: 'head', epochs: 5 }] },
      attestation: { tensors: 100, changed: 0 },
      metrics: { split: 'val' },
      dataset: { images: 60 },
    });
    expect(listExports(studio.db, run)[0]).toMatchObject({ format, folder, receipt });
    await expect(exportRun(studio, run, { format, force: false })).rejects.toMatchObject({
      code: 'already-exists',
    });
    await exportRun(studio, run, { format, force: true, falseAlarm: 0.1 });
    for (const file of [manifest.model.file, 'manifest.json']) {
      expect(await modelMeant(studio.db, join(folder, file))).toEqual({ exportFolder: folder });
      expect(await modelMeant(studio.db, file, folder)).toEqual({ exportFolder: folder });
    }
    await expect(modelMeant(studio.db, 'README.md', folder)).rejects.toMatchObject({ code: 'not-found' });
    expect(manifest.answerSets).toMatchObject({ level: 0.9, method: 'lac', images: 15 });
    expect(manifest.familiarity).toMatchObject({ pictures: 45, dimensions: 512, k: 3, falseAlarmRate: 0.1, images: 15, threshold: expect.any(Number) });
    expect(receipt.familiarityMaxAbsDiff).toBeLessThan(1e-4);
    const [ours, theirs] = [await predict(run, validation()), await predict({ exportFolder: folder }, validation())];
    const scores = theirs.map((answer) => ('values' in answer ? answer.familiarity! : NaN));
    for (const [i, answer] of ours.entries()) expect(Math.abs(('values' in answer ? answer.familiarity! : NaN) - scores[i]!)).toBeLessThan(1e-4);
    if (format === 'onnx') expectNear(await predict({ exportFolder: folder }, validation()), stored(), 1e-4);
  },
  120_000,
);

test('an export does not go out when a picture it is checked on is gone', async () => {
  const out = join(small.scratch, 'unchecked');
  const file = validation()[0]!;
  renameSync(file, `${file}.away`);
  try {
    await expect(
      exportRun(small.studio, run, { format: 'safetensors', out, force: false }),
    ).rejects.toMatchObject({ code: 'bad-image' });
  } finally {
    renameSync(`${file}.away`, file);
  }
  expect(existsSync(out)).toBe(false);
}, 60_000);

test('answer sets hold the right class as often as they say on the pictures they are made of; where there are too few, the number that is enough', () => {
  const { studio } = small;
  const sets = setsOfRun(studio, run, { level: 0.9, method: 'lac' });
  expect(sets).toMatchObject({ images: 15, level: 0.9 });
  const evaluation = listEvaluations(studio.db, run).find(({ split }) => split === 'val')!;
  const covered = listPredictions(studio.db, evaluation.id).filter(({ label, probabilities }) => answerSet(probabilities, 0, 3, sets).includes(label!));
  expect(covered.length).toBeGreaterThanOrEqual(15);
  expect(() => setsOfRun(studio, run, { level: 0.95, method: 'aps' })).toThrow(expect.objectContaining({ code: 'bad-usage', values: expect.objectContaining({ needed: 19, images: 15 }) }));
  // Worked out once for an evaluation; another of the same run has its own.
  const usual = setsWherePossible(studio, run);
  expect(usual).toEqual(sets);
  expect(setsPossible(studio, run, 0.9)).toEqual({ images: 15, independentGroups: null, needed: 9, coverage: sets.coverage });
  expect(setsPossible(studio, run, 0.95)).toEqual({ images: 15, independentGroups: null, needed: 19, coverage: null });
  // Another wish has sets of its own; one that cannot be met has none.
  expect(setsWherePossible(studio, run, { level: 0.8, method: 'aps' })).toMatchObject({ level: 0.8, method: 'aps' });
  expect(setsWherePossible(studio, run, { level: 0.95, method: 'lac' })).toBeNull();
  expect(setsWherePossible(studio, run)).toBe(usual);
  expect(() => setsWherePossible(studio, 999)).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test('without a folder a run is as good as on its validation pictures, with the words that they chose it', async () => {
  const evaluation = await evaluateRun(small.studio, run);
  expect(evaluation).toMatchObject({ split: 'val', images: 15, chosenOnTheseImages: true, skipped: [] });
  const { calibration, metrics } = evaluation;
  expect(calibration.bins.reduce((sum, { n }) => sum + n, 0)).toBe(15);
  expect(calibration.bins.reduce((sum, { n, accuracy }) => sum + n * accuracy, 0)).toBeCloseTo(metrics.correct, 9);
  expect(calibration).toMatchObject({ split: 'val', temperature: getRun(small.studio.db, run).calibration!.temperature });
});

test('evaluated pictures that the run was trained on are counted', async () => {
  expect(await evaluateRun(small.studio, run, small.pictures)).toMatchObject({ split: 'all', images: 60, trainedOn: 45 });
});

test('another folder with some of the classes, in its own order, is evaluated', async () => {
  const folder = join(small.scratch, 'others');
  await tintedFolder(folder, [4, 4, 4]);
  cpSync(join(small.pictures, 'class-2'), join(folder, 'class-2'), { recursive: true });
  // Without class-0 the labels of this folder are not those of the run.
  renameSync(join(folder, 'class-0'), join(small.scratch, 'put-away'));
  const { metrics, images, split, chosenOnTheseImages } = await evaluateRun(small.studio, run, folder);
  expect({ images, split, chosenOnTheseImages }).toEqual({
    images: 24,
    split: 'all',
    chosenOnTheseImages: false,
  });
  expect(metrics.perClass.map(({ name, support }) => [name, support])).toEqual([
    ['class-0', 0],
    ['class-1', 4],
    ['class-2', 20],
  ]);
  expect(metrics.accuracy).toBeGreaterThan(0.8);
  const evaluation = listEvaluations(small.studio.db, run)[0]!;
  expect(evaluation).toMatchObject({ split: 'all', folder, datasetVersionId: null, metrics });
  expect(listPredictions(small.studio.db, evaluation.id)).toHaveLength(24);
  // What the run itself says stays what was stored when it finished.
  expect((await evaluateRun(small.studio, run)).split).toBe('val');
}, 60_000);

test('a folder with classes that the run does not know is refused', async () => {
  const folder = join(small.scratch, 'strange');
  await tintedFolder(folder, [3, 3, 3, 3]);
  await expect(evaluateRun(small.studio, run, folder)).rejects.toMatchObject({
    code: 'bad-data-set',
    message: expect.stringContaining('class-3'),
    hint: expect.stringContaining('class-0, class-1, class-2'),
  });
}, 60_000);

test('a folder with one class is evaluated; one without any label is not', async () => {
  const folder = join(small.scratch, 'one-kind');
  cpSync(join(small.pictures, 'class-1'), join(folder, 'class-1'), { recursive: true });
  const { metrics, images } = await evaluateRun(small.studio, run, folder);
  expect(images).toBe(20);
  expect(metrics.perClass.map(({ support }) => support)).toEqual([0, 20, 0]);
  expect(metrics.accuracy).toBe(metrics.perClass[1]!.recall);
  await expect(evaluateRun(small.studio, run, join(folder, 'class-1'))).rejects.toMatchObject({
    code: 'bad-data-set',
    field: 'folder',
    message: expect.stringMatching(/^No picture in .* has a label/),
  });
}, 60_000);
