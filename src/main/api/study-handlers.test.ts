import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallDesk } from '../../../test/small-desk.ts';
import { quick } from '../../../test/small-studio.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { imageIndex } from '../../core/datasets/views/image-index.ts';
import { getStudy } from '../../core/store/studies.ts';
import { roundingShare } from '../../shared/forms-result.ts';
import { studySpecSchema } from '../../shared/study-spec.ts';
import type { StudySpec } from '../../shared/study-spec.ts';
import type { StudyView } from '../../shared/contract/study-calls.ts';
import { runHandlers } from './run-handlers.ts';
import { studyHandlers } from './study-handlers.ts';

let opened: Awaited<ReturnType<typeof openSmallDesk>>;
let dataset = '';
beforeAll(async () => {
  opened = await openSmallDesk([12, 12]);
  dataset = opened.small.dataset.dataset.id;
});
afterAll(() => opened.close());

const minutes = { timeout: 120_000 };
const calls = () => createRouterClient({ studies: studyHandlers, runs: runHandlers }, { context: opened.desk });
const { freeze: _, ...drawn } = quick;
const tiny = { ...drawn, net: JSON.stringify(tinyNet()), epochs: 1 };
const spec = (changes: object): StudySpec => studySpecSchema.parse({ title: 'Which rate', dataset, base: tiny, vary: [{ field: 'learningRate', values: [0.01, 0.02] }], repeats: { seeds: 1 }, ...changes });

async function until(study: number, is: (view: StudyView) => boolean): Promise<StudyView> {
  for (;;) {
    const view = await calls().studies.show({ study });
    if (is(view)) return view;
    await wait(50);
  }
}

test('presets are data: what they vary, what they claim, whether they re-enact a paper', async () => {
  const presets = await calls().studies.presets();
  expect(presets.find(({ preset }) => preset === 'freeze-depth')).toMatchObject({ varies: [{ field: 'freeze', values: 'cuts' }], claims: [{ claim: 'deeper-helps' }], isDrawn: false, paper: null });
  expect(presets.find(({ preset }) => preset === 'degradation')).toMatchObject({ isDrawn: true, paper: { arxiv: '1512.03385', recipe: expect.any(String) } });
  const asked = await calls().studies.fromPreset({ preset: 'freeze-depth', dataset, base: { epochs: 2 } });
  expect(asked).toMatchObject({ dataset, preset: 'freeze-depth', base: { epochs: 2 }, vary: [{ field: 'freeze', values: ['head', 'until:stage4', 'until:stage3', 'until:stage2', 'until:stage1', 'none'] }] });
});

test('planned, begun, watched, reported and forgotten, as a window does it', minutes, async () => {
  const asked = spec({});
  expect(await calls().studies.plan({ spec: asked })).toMatchObject({ cells: [{ learningRate: 0.01 }, { learningRate: 0.02 }], trials: [{ row: 0, reused: null }, { row: 1, reused: null }] });
  const varied = spec({ base: { ...tiny, mixup: 0.2 }, vary: [{ field: 'batchSize', values: [1, 4] }], repeats: { seeds: 2 } });
  expect((await calls().studies.plan({ spec: varied })).notices).toEqual([{ notice: { about: 'nothing-to-mix' }, rows: [0] }, { notice: { about: 'features-are-mixed' }, rows: [1] }]);
  expect((await calls().studies.estimate({ spec: asked })).seconds).toBeGreaterThan(0);
  const { study } = await calls().studies.start({ spec: asked });
  const done = await until(study, ({ status }) => status !== 'running');
  expect(done).toMatchObject({ status: 'done', chart: 'curve', dataset, done: 2, total: 2, rows: [{ accuracy: { n: 1 } }, { accuracy: { n: 1 } }], trials: [{ state: 'done', isWhole: true }, { state: 'done' }] });
  expect(done.asGood.length).toBeGreaterThan(0);
  // All of it is there already.
  expect((await calls().studies.plan({ spec: asked })).trials.map(({ reused }) => reused)).toEqual(done.trials.map(({ run }) => run));
  expect((await calls().studies.estimate({ spec: asked })).seconds).toBe(0);

  const { file, folder } = await calls().studies.report({ study });
  expect(folder).toBe(opened.small.studio.folder.exports);
  expect(readFileSync(opened.desk.files.lookup(file)!, 'utf8')).toContain('<h1>Which rate</h1>');
  const page = readFileSync(opened.desk.files.lookup((await calls().studies.report({ study, language: 'de' })).file)!, 'utf8');
  expect(page).toMatch(/<html lang="de">.*<h1>Which rate<\/h1>.*Genauigkeit nach learningRate.*>0,01<.*<h2>Jeder Lauf<\/h2>.*learningRate 0,02/s);
  expect(page).not.toMatch(/>[^<]*\d\.\d+ %/);
  expect(await calls().studies.list({ dataset })).toMatchObject([{ study, title: 'Which rate', done: 2, failed: 0, total: 2 }]);
  const runs = done.trials.map(({ run }) => run);
  expect(await calls().studies.remove({ study, withRuns: true })).toEqual({ study, runs, freedBytes: expect.any(Number) });
  expect(await calls().studies.list({ dataset })).toEqual([]);
  expect(await calls().runs.list({})).toEqual([]);
});

test('a block is built three ways and compared on a picture of the data set, and on no other', minutes, async () => {
  const { db } = opened.small.studio;
  const image = imageIndex(db, dataset, {}).ids[0]!;
  const compared = await calls().studies.forms({ dataset, image, cardinality: 4, width: 24 });
  expect(compared).toMatchObject({ block: 'stage1.1', cardinality: 4, width: 24, forms: [{ form: 'paths', convolutions: 12, parameters: 69_888 }, { form: 'concatenated', convolutions: 9 }, { form: 'grouped', convolutions: 3 }] });
  expect(compared.maxAbsDiff).toBeLessThan(roundingShare * compared.rootMeanSquare);
  await expect(calls().studies.forms({ dataset, image: 999_999, cardinality: 4, width: 24 })).rejects.toMatchObject({ code: 'not-found' });
  await expect(calls().studies.forms({ dataset, image, cardinality: 1, width: 64 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('stopped in its second trial, it goes on from there; a program that ends leaves it to go on; what cannot be asked is refused', minutes, async () => {
  await expect(calls().studies.start({ spec: spec({ dataset: '/tmp' }) })).rejects.toMatchObject({ code: 'not-found' });
  await expect(calls().studies.plan({ spec: spec({ vary: [{ field: 'sharpness', values: [1] }] }) })).rejects.toMatchObject({ code: 'bad-usage', values: { kind: 'nothing-that-varies' } });
  const { study } = await calls().studies.start({ spec: spec({ vary: [{ field: 'epochs', values: [1, 5000] }] }) });
  const begun = await until(study, ({ trials }) => trials[1]!.state === 'running');
  await expect(calls().studies.resume({ study })).rejects.toMatchObject({ code: 'busy' });
  await expect(calls().studies.remove({ study, withRuns: true })).rejects.toMatchObject({ code: 'busy' });
  expect(await calls().studies.stop({ study })).toMatchObject({ status: 'stopped', trials: [{ state: 'done', run: begun.trials[0]!.run }, { state: 'queued', run: begun.trials[1]!.run }] });
  expect(await calls().runs.show({ run: begun.trials[1]!.run! })).toMatchObject({ state: 'paused' });
  await calls().studies.resume({ study });
  await until(study, ({ trials }) => trials[1]!.state === 'running');
  // The program ends: nothing of it waits in the queue, and it goes on another time.
  await opened.desk.studies.close();
  expect(getStudy(opened.small.studio.db, study)).toMatchObject({ state: 'stopped', owner: null, error: null });
  await opened.desk.runs.close();
  expect(await calls().runs.show({ run: begun.trials[1]!.run! })).toMatchObject({ state: 'paused' });
});
