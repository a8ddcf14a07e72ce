import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio, quick, type SmallStudio } from '../../../../test/small-studio.ts';
import { startRun } from '../../../../test/train-run.ts';
import { runFolder, triedFolder } from '../../data-folder.ts';
import { StudioError } from '../../errors.ts';
import { getRun, listRuns } from '../../store/runs.ts';
import { headlinesOf } from '../../store/headlines.ts';
import { loadModel, loadModelCard, saveModel } from '../../training/model-folder.ts';
import { loadFamiliarity } from '../../weights/familiarity-file.ts';
import { isStatistic } from '../../training/adapt-norms.ts';
import { requeue } from '../lifecycle/enqueue.ts';
import { planHere } from '../lifecycle/plan-here.ts';
import { adaptRun } from './adapt.ts';
import { exportRun } from './export.ts';
import { putTrial, takeTrial, trialKey } from './tried-adaptation.ts';

let small: SmallStudio;
let run: number;
beforeAll(async () => {
  small = await openSmallStudio([40, 40]);
  const { studio, dataset } = small;
  const silent = { onStarted: () => undefined, onEvent: () => undefined, signal: new AbortController().signal };
  run = (await startRun(studio, dataset, await planHere(studio, dataset, quick), quick, silent)).run;
}, 120_000);
afterAll(() => small.close());

const filesOf = (label: number): string[] => readdirSync(path.join(small.pictures, `class-${label}`)).map((name) => path.join(small.pictures, `class-${label}`, name));

test('what is adapted has other statistics and nothing else, exports with its proof, and leaves its run as it was', async () => {
  const { studio } = small;
  const before = await loadModel(runFolder(studio.folder, run));
  const files = [...filesOf(0), ...filesOf(1)];
  const tried = await adaptRun(studio, run, files, { keep: false });
  expect(tried).toMatchObject({ from: run, run: null, images: 80, of: 80, before: { refused: 'few-labelled' }, after: { images: 80 } });
  expect(readdirSync(studio.folder.runs)).toEqual([String(run)]);
  const told: number[] = [];
  const onProgress = (_done: number, total: number) => void told.push(total);
  expect(await adaptRun(studio, run, files, { keep: false, onProgress }), 'asked again').toEqual(tried);
  expect(told).toEqual([]);
  const stopping = new AbortController();
  await expect(adaptRun(studio, run, files, { keep: true, signal: stopping.signal, onProgress: () => stopping.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(studio.folder.runs), 'who stops it keeps nothing').toEqual([String(run)]);
  expect(readdirSync(runFolder(studio.folder, run))).not.toContain('adapted');
  await adaptRun(studio, run, files, { keep: false });
  const { ino } = statSync(path.join(triedFolder(runFolder(studio.folder, run)), 'model.safetensors'));
  const kept = await adaptRun(studio, run, files, { keep: true, name: 'new camera', onProgress });
  expect(new Set(told), 'only what its index is made of is looked at').toEqual(new Set([80]));
  expect(statSync(path.join(runFolder(studio.folder, kept.run!), 'model.safetensors')).ino, 'the file that was written when it was tried').toBe(ino);
  const own = { leastFamiliar: kept.after.leastFamiliar, unfamiliar: kept.after.unfamiliar };
  expect({ ...kept, run: null, indexed: null }).toEqual({ ...tried, after: { ...tried.after, ...own } });
  // Adapted, it has no index until it is kept: how strange the pictures are is what they are to the run as it is.
  expect(tried.after).toMatchObject({ unfamiliar: tried.before.unfamiliar, leastFamiliar: [] });
  expect([typeof tried.before.unfamiliar, typeof own.unfamiliar, own.leastFamiliar.length]).toEqual(['number', 'number', 5]);
  expect(readdirSync(runFolder(studio.folder, run))).not.toContain('adapted');
  expect(readdirSync(runFolder(studio.folder, kept.run!))).not.toContain('told.safetensors');
  const { state, name, plan, attestation, bestEpoch } = getRun(studio.db, kept.run!);
  expect(bestEpoch, 'it had no epochs').toBeNull();
  expect(kept.indexed, 'what it learned from, as it looks to it').toBe(60);
  const [index, others] = await Promise.all([kept.run!, run].map(async (id) => loadFamiliarity(runFolder(studio.folder, id), loadModelCard(runFolder(studio.folder, id)).sha256!)));
  expect(index).not.toEqual(others);
  expect({ state, name, adapted: plan!.adapted }).toEqual({ state: 'done', name: 'new camera', adapted: { run, images: 80 } });
  expect(attestation).toMatchObject({ tensors: kept.unchanged, changed: 0 });
  const after = await loadModel(runFolder(studio.folder, kept.run!));
  for (const [tensor, { data }] of after.tensors) {
    if (!isStatistic(tensor)) expect([tensor, data]).toEqual([tensor, before.tensors.get(tensor)!.data]);
  }
  expect([...after.tensors].filter(([tensor, { data }]) => isStatistic(tensor) && data.some((value, at) => value !== before.tensors.get(tensor)!.data[at])).length).toBe(kept.statistics);
  expect(headlinesOf(studio.db, [kept.run!]).get(kept.run!)).toMatchObject({ split: 'val', images: 20 });
  expect(await loadModel(runFolder(studio.folder, run))).toEqual(before);
  expect((await exportRun(studio, kept.run!, { format: 'onnx', out: path.join(small.scratch, 'onnx'), force: false })).receipt.top1Agreement).toBe(1);
  await expect(requeue(studio, kept.run!)).rejects.toMatchObject({ code: 'bad-usage' });
}, 120_000);

test('a name that is a number is refused before any work; what fails before the new run is whole leaves none', async () => {
  const { studio } = small;
  const files = [...filesOf(0), ...filesOf(1)];
  const runsThere = (): string[] => [...readdirSync(studio.folder.runs), ...listRuns(studio.db).map(({ id }) => `row ${id}`)];
  const before = runsThere();
  const asked: number[] = [];
  await expect(adaptRun(studio, run, files, { keep: true, name: '12', onProgress: (done) => asked.push(done) })).rejects.toMatchObject({ code: 'bad-usage', values: { kind: 'name-is-number' } });
  expect(asked).toEqual([]);
  await adaptRun(studio, run, files, { keep: false });
  // Only its index is left to make.
  const full = new StudioError('out-of-disk', 'The disk is full');
  const onProgress = (): void => {
    throw full;
  };
  await expect(adaptRun(studio, run, files, { keep: true, onProgress })).rejects.toBe(full);
  expect(runsThere()).toEqual(before);
}, 120_000);

test('fewer than 32 pictures are no camera, and the number is said', async () => {
  await expect(adaptRun(small.studio, run, filesOf(0).slice(0, 31), { keep: true })).rejects.toMatchObject({ values: { kind: 'too-few-to-adapt', images: 31, fewest: 32 } });
});

test('what was tried answers the same question alone', async () => {
  const { studio, scratch } = small;
  const own = runFolder(studio.folder, run);
  const card = loadModelCard(own);
  const [one, two] = [filesOf(0), filesOf(1)];
  const keys = [await trialKey(card, one, [], null), await trialKey(card, two, [], null), await trialKey({ ...card, temperature: 2 }, one, [], null), await trialKey(card, [...one.slice(1), 'gone.png'], [], null), await trialKey(card, one, [], ['group a'])];
  expect(new Set(keys).size).toBe(5);
  const made = path.join(scratch, 'made');
  mkdirSync(made, { recursive: true });
  const model = await loadModel(own);
  await saveModel(made, model, 'adapted');
  const figures = { images: 2, labelled: 0, independentGroups: null, split: 'val' as const, expectedAccuracy: null, low: null, high: null, atc: 1, doc: 1, difference: 0, refused: 'few-labelled' as const, unfamiliar: null, leastFamiliar: [], skipped: [] };
  const attestation = { frozen: { tensors: 1, changed: 0 }, groups: [] };
  const probabilities = Float32Array.of(0.1, 0.9, 1 / 3, 2 / 3);
  const tried = { before: figures, after: figures, found: { kind: 'adapt' as const, images: 2, statistics: 1, attestation, probabilities, predictions: [{ imageId: 7, probabilities: Float32Array.of(0.3, 0.7) }], skipped: [] } };
  await putTrial(own, 'this', tried, made);
  expect(await takeTrial(own, 'this', path.join(scratch, 'taken'))).toEqual(tried);
  expect(existsSync(triedFolder(own))).toBe(false);
  await putTrial(own, 'this', tried, path.join(scratch, 'taken'));
  expect(await takeTrial(own, 'other', path.join(scratch, 'other'))).toBeNull();
  expect([existsSync(triedFolder(own)), readdirSync(path.join(scratch, 'other'))]).toEqual([false, []]);
});
