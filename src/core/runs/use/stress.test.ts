import { appendFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio, quickResnet } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { startRun } from '../../../../test/train-run.ts';
import { runFolder } from '../../data-folder.ts';
import { listEvaluations } from '../../store/predictions.ts';
import { planHere } from '../lifecycle/plan-here.ts';
import { loadModelCard } from '../../training/model-folder.ts';
import { familiarityFiles, loadFamiliarity } from '../../weights/familiarity-file.ts';
import { findingOf } from '../results/findings.ts';
import { evaluateRun } from './evaluate.ts';
import { finishedModel } from './finished-model.ts';
import { forecastRun } from './forecast.ts';
import { holdClassesOut } from './hold-classes-out.ts';
import { makeIndex } from './make-index.ts';
import { coveredPictures, shortcutTest } from './shortcut.ts';
import { stressRun } from './stress.ts';

let small: SmallStudio;
let run = 0;
beforeAll(async () => {
  small = await openSmallStudio([12, 12, 12]);
  const { studio, dataset } = small;
  const spec = { ...quickResnet, epochs: 5 };
  const silent = { onStarted: () => undefined, onEvent: () => undefined, signal: new AbortController().signal };
  run = (await startRun(studio, dataset, await planHere(studio, dataset, spec), spec, silent)).run;
}, 120_000);
afterAll(() => small.close());

test('undisturbed pictures are answered as the run answered them; tints are lost in the dark, and what was found is kept with the model', { timeout: 120_000 }, async () => {
  const { studio } = small;
  const validation = listEvaluations(studio.db, run).find(({ split }) => split === 'val')!.metrics;
  const steps: number[] = [];
  const card = await stressRun(studio, run, { onProgress: (done) => steps.push(done) });
  expect(card).toMatchObject({ run, images: validation.images, of: validation.images });
  expect(card.kinds.map(({ kind }) => kind)).toEqual(['blur', 'dark', 'noise', 'jpeg', 'rotation', 'crop', 'colour']);
  for (const { levels, breakPoints } of card.kinds) {
    expect(levels.map(({ level }) => level)).toEqual([0, 1, 2, 3, 4]);
    expect(levels[0]!.accuracy).toBe(validation.accuracy);
    expect(breakPoints.map(({ label }) => label)).toEqual(['class-0', 'class-1', 'class-2']);
  }
  expect(card.kinds.find(({ kind }) => kind === 'dark')!.levels[4]!.accuracy).toBeLessThan(validation.accuracy);
  expect(steps.at(-1)).toBe(validation.images);
  expect(findingOf(studio, run, 'stress')).toEqual(card);
  appendFileSync(join(runFolder(studio.folder, run), 'stress.json'), '}');
  expect(findingOf(studio, run, 'stress')).toBeNull();
});

test('what a run answered is shown as it was stored, also where its pictures are gone', async () => {
  const { studio, pictures } = small;
  const shown = async () => {
    const { answers, ...figures } = await evaluateRun(studio, run);
    return { ...figures, answers: [...answers()] };
  };
  const before = await shown();
  expect(before.answers.every(({ familiarity }) => typeof familiarity === 'number')).toBe(true);
  renameSync(pictures, `${pictures}-gone`);
  try {
    expect(await shown()).toEqual(before);
    await expect(stressRun(studio, run), 'what must look at them says how they are found again').rejects.toMatchObject({ values: { kind: 'folder-gone' }, hint: expect.stringContaining('relink') });
  } finally {
    renameSync(`${pictures}-gone`, pictures);
  }
});

test('who gives up before the engine has begun has it ended all the same', { timeout: 120_000 }, async () => {
  const steps: number[] = [];
  const given = { signal: AbortSignal.abort(), onProgress: (done: number) => steps.push(done) };
  await expect(stressRun(small.studio, run, given)).rejects.toMatchObject({ code: 'cancelled' });
  await expect(shortcutTest(small.studio, run, given)).rejects.toMatchObject({ code: 'cancelled' });
  expect(steps).toEqual([]);
});

test('pictures that are one tint all over are told from their border alone', { timeout: 120_000 }, async () => {
  const found = await shortcutTest(small.studio, run);
  expect(found.guessing).toBeCloseTo(1 / 3, 12);
  expect(found.plain.p).toBeLessThan(0.05);
  expect(found.pictures.length).toBeGreaterThan(0);
  expect(found.pictures.every(({ label, objectCovered, borderAlone }) => label === objectCovered || label === borderAlone)).toBe(true);
  expect(findingOf(small.studio, run, 'shortcut')).toEqual(found);

  const { studio, dataset } = small;
  const { id } = dataset.images.find(({ split }) => split === 'val')!;
  const [covered, ...others] = await coveredPictures(studio, run, [id, 1e6], 'border-alone');
  expect([covered!.image, others]).toEqual([id, []]);
  const { data, info } = await sharp(covered!.picture!).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([32, 32]);
  const at = (row: number, column: number): string => [...data.subarray(3 * (32 * row + column), 3 * (32 * row + column) + 3)].join();
  // An eighth of the side is left around the edge; the rest has the colour that is nothing to the network.
  const cover = loadModelCard(runFolder(studio.folder, run)).preprocessing.mean.map((part) => Math.round(255 * part)).join();
  expect([at(3, 16) === cover, at(4, 4), at(27, 27), at(28, 16) === cover]).toEqual([false, cover, cover, false]);
});

test('of its own pictures the confidences are the same, and too few labels give no figure', { timeout: 120_000 }, async () => {
  const { studio, dataset } = small;
  const own = dataset.images.filter(({ split }) => split === 'val').map(({ file }) => file);
  const told: number[] = [];
  const found = await forecastRun(studio, run, own, { onProgress: (done, total) => void told.push(done, total) });
  expect(told.slice(-2)).toEqual([own.length, own.length]);
  expect(found).toMatchObject({ images: own.length, labelled: own.length, split: 'val', refused: 'few-labelled', expectedAccuracy: null, skipped: [] });
  expect(found.difference).toBeLessThan(0.2);
  expect(found.atc).toBeCloseTo(found.doc, 1);
  await expect(forecastRun(studio, run, own, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
});

test('each class left out once is told from the others, other pictures too; a head alone has seen no class, and a run without an index is refused', async () => {
  const { studio, dataset, scratch } = small;
  const val = dataset.images.filter(({ split }) => split === 'val');
  mkdirSync(scratch, { recursive: true });
  const noise = join(scratch, 'noise.png');
  await sharp(Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) % 256), { raw: { width: 32, height: 32, channels: 3 } }).png().toFile(noise);
  async function* far() {
    yield noise;
  }
  const report = await holdClassesOut(studio, run, { falseAlarm: 0.25, far: far() });
  expect(report).toMatchObject({ run, isFineTuned: false, rule: { falseAlarmRate: 0.25, images: val.length }, far: { auroc: 1, found: 1, known: val.length, unknown: 1 } });
  expect(report.near.classes.map(({ label }) => label)).toEqual(['class-0', 'class-1', 'class-2']);
  for (const [at, { told }] of report.near.classes.entries()) {
    const unknown = val.filter(({ label }) => label === at).length;
    expect(told).toMatchObject({ unknown, known: val.length - unknown });
  }
  // Tints are unlike each other: what is left out is further than what is known.
  expect(report.near.worst!.auroc).toBeGreaterThan(0.8);
  expect(report.near.mean).toBeGreaterThanOrEqual(report.near.worst!.auroc);
  expect(findingOf(studio, run, 'held-out')).toEqual(report);
  const card = join((await finishedModel(studio, run)).folder, familiarityFiles.card);
  renameSync(card, `${card}.away`);
  try {
    await expect(holdClassesOut(studio, run, { falseAlarm: 0.05, far: null })).rejects.toMatchObject({ code: 'bad-usage', values: { kind: 'run-without-index' } });
  } finally {
    renameSync(`${card}.away`, card);
  }
}, 60_000);

test('a run that lost its index gets the same again from its pictures; without them it is told why, and stopping leaves nothing', async () => {
  const { studio, dataset } = small;
  const counted = (side: string) => dataset.images.filter(({ split }) => split === side).length;
  const [train, val] = [counted('train'), counted('val')];
  const { folder } = await finishedModel(studio, run);
  const weights = loadModelCard(folder).sha256!;
  const before = (await loadFamiliarity(folder, weights))!;
  for (const name of Object.values(familiarityFiles)) renameSync(join(folder, name), join(folder, `${name}.away`));
  const stopping = new AbortController();
  await expect(makeIndex(studio, run, { signal: stopping.signal, onProgress: () => stopping.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  expect(await loadFamiliarity(folder, weights)).toBeNull();
  const steps: number[] = [];
  expect(await makeIndex(studio, run, { onProgress: (done) => steps.push(done) })).toEqual({ pictures: train, known: val, missing: 0 });
  expect(steps.at(-1)).toBe(train + val);
  const again = (await loadFamiliarity(folder, weights))!;
  expect([again.index.k, again.index.dimensions, [...again.pictures].sort()]).toEqual([before.index.k, before.index.dimensions, [...before.pictures].sort()]);
  const apart = before.known.map((score, at) => Math.abs(score - again.known[at]!));
  expect(Math.max(...apart)).toBeLessThan(1e-3);

  // A training picture that is gone is left out and counted; without any there is no index.
  const training = dataset.images.filter(({ split }) => split === 'train').map(({ file }) => file);
  renameSync(training[0]!, `${training[0]}.away`);
  try {
    expect(await makeIndex(studio, run)).toEqual({ pictures: train - 1, known: val, missing: 1 });
    for (const file of training.slice(1)) renameSync(file, `${file}.away`);
    await expect(makeIndex(studio, run)).rejects.toMatchObject({ code: 'bad-data-set', values: { kind: 'training-pictures-gone' } });
    expect((await loadFamiliarity(folder, weights))!.pictures).toHaveLength(train - 1);
  } finally {
    for (const file of training) if (existsSync(`${file}.away`)) renameSync(`${file}.away`, file);
    for (const name of Object.values(familiarityFiles)) renameSync(join(folder, `${name}.away`), join(folder, name));
  }
}, 60_000);
