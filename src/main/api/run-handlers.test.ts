import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finishedRun } from '../../../test/finished-run.ts';
import { openSmallDesk } from '../../../test/small-desk.ts';
import { quick } from '../../../test/small-studio.ts';
import type { NumberedEvent } from '../../shared/contract/events.ts';
import { recipeElement } from '../../shared/run-recipe.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import { createRun, deleteRun } from '../../core/store/runs.ts';
import { eventHandlers } from './event-handlers.ts';
import { runHandlers } from './run-handlers.ts';

let opened: Awaited<ReturnType<typeof openSmallDesk>>;
let dataset = '';
beforeAll(async () => {
  opened = await openSmallDesk([12, 12]);
  dataset = opened.small.dataset.dataset.id;
});
afterAll(() => opened.close());

const calls = () => createRouterClient({ runs: runHandlers, events: eventHandlers }, { context: opened.desk });
const minutes = { timeout: 120_000 };
const spec: RunSpec = { ...quick, freeze: 'until:stage4', epochs: 2, name: 'from the window' };

async function ended(run: number): Promise<void> {
  while (!['done', 'failed'].includes((await calls().runs.show({ run })).state)) await wait(50);
}

/** The next event that fits, from a subscription. */
async function next(events: AsyncIterator<NumberedEvent>, type: NumberedEvent['event']['type']): Promise<NumberedEvent> {
  for (;;) {
    const { value } = await events.next();
    if (value.event.type === type) return value;
  }
}

test('a plan says every setting with its reason, the line for the terminal, and what is counted', minutes, async () => {
  const view = await calls().runs.plan({ dataset, spec });
  expect(view).toMatchObject({
    plan: { freeze: 'until:stage4', phases: [{ epochs: 2, cut: 'stage4' }] },
    command: expect.stringMatching(
      new RegExp(`^graft train ${dataset} --backbone tiny --freeze until:stage4 --epochs 2 .*--name 'from the window'$`),
    ),
    classes: 2,
    images: { train: 18, val: 6, test: 0 },
    cacheBytes: expect.any(Number),
  });
  expect(view.reasons.every(({ reason }) => reason.because.length > 0)).toBe(true);
  expect(view.parts.find(({ part }) => part === 'stage3')).toMatchObject({ trained: 0 });
});

test('a probe makes way for a training, wherever it stands, and is made again when asked', minutes, async () => {
  const wide: RunSpec = { ...quick, freeze: 'none', imageSize: 224, batchSize: 32 };
  const probes = [wide, { ...wide, imageSize: 192 }].map((asked) =>
    expect(calls().runs.estimate({ dataset, spec: asked })).rejects.toMatchObject({ code: 'cancelled' }),
  );
  await wait(500);
  const { run } = await calls().runs.start({ dataset, spec: { ...quick, freeze: 'head', epochs: 1 } });
  await Promise.all(probes);
  await ended(run);
  expect(await calls().runs.show({ run })).toMatchObject({ state: 'done' });
  expect((await calls().runs.estimate({ dataset, spec: { ...quick, freeze: 'head' } })).minutes).toBeGreaterThan(0);
  await calls().runs.remove({ run });
});

test('with a time budget the plan waits for a probe, and has the epochs that fit once there was one', minutes, async () => {
  const budget = { ...spec, epochs: 10_000, timeBudgetSeconds: 1 };
  const before = await calls().runs.plan({ dataset, spec: budget });
  expect(before.plan.phases[0]!.epochs).toBe(10_000);
  expect(before.notices).toContainEqual({ about: 'budget-not-measured', budgetSeconds: 1 });
  const estimate = await calls().runs.estimate({ dataset, spec: budget });
  expect(estimate.epochs).toBeLessThan(10_000);
  expect(estimate.secondsPerEpoch).toHaveLength(1);
  const startedMs = performance.now();
  const [again, other] = await Promise.all([
    calls().runs.estimate({ dataset, spec: budget }),
    calls().runs.estimate({ dataset, spec: { ...budget, seed: 4, learningRate: 1e-3 } }),
  ]);
  expect(again).toEqual(estimate);
  expect(other.secondsPerEpoch).toEqual(estimate.secondsPerEpoch);
  expect(performance.now() - startedMs, 'not probed again').toBeLessThan(1500);
  const after = await calls().runs.plan({ dataset, spec: budget });
  expect(after.plan.phases[0]!.epochs).toBe(estimate.epochs);
});

test('from start to export, as a window does it, with what the events tell', minutes, async () => {
  const leaving = new AbortController();
  const events = (await calls().events.subscribe({}, { signal: leaving.signal }))[
    Symbol.asyncIterator
  ]() as AsyncIterator<NumberedEvent>;
  expect((await events.next()).value.event).toEqual({ type: 'reset' });
  const { run } = await calls().runs.start({ dataset, spec });
  const epoch = await next(events, 'run-epoch');
  expect(epoch.event).toMatchObject({ run, report: { epoch: 1, valLoss: expect.any(Number) } });
  leaving.abort();
  await ended(run);
  // A window that was away asks for what came after the last event it saw.
  const missed = (await calls().events.subscribe({ after: epoch.sequence }))[
    Symbol.asyncIterator
  ]() as AsyncIterator<NumberedEvent>;
  expect((await next(missed, 'run-epoch')).event).toMatchObject({ report: { epoch: 2 } });
  expect((await next(missed, 'run')).event).toMatchObject({ run: { state: 'done' } });

  const details = await calls().runs.show({ run });
  expect(details).toMatchObject({
    state: 'done',
    name: 'from the window',
    progress: null,
    classes: ['class-0', 'class-1'],
    headline: { split: 'val', images: 6 },
    frozen: { tensors: 45, changed: 0 },
    exports: [],
  });
  expect(details.epochs.map(({ epoch: number }) => number)).toEqual([1, 2]);
  expect(details.epochs[0]!.isBest).toBe(true);
  expect(details.headline!.accuracy).toBe(details.evaluations[0]!.metrics.accuracy);
  expect(details.headline!.interval).toEqual(details.evaluations[0]!.metrics.accuracyInterval);
  expect(details.attestation.find(({ part }) => part === 'stage3')).toMatchObject({ frozen: true, changed: 0 });
  expect(details.sizeBytes).toBeGreaterThan(1e5);

  const exported = await calls().runs.export({ run, format: 'safetensors' });
  expect(exported).toMatchObject({ format: 'safetensors', receipt: { images: 6, top1Agreement: 1 } });
  expect(existsSync(exported.folder)).toBe(true);
  await expect(calls().runs.export({ run, format: 'safetensors' })).rejects.toMatchObject({ code: 'already-exists' });
  expect((await calls().runs.show({ run })).exports).toEqual([exported]);
});

test('a run gets a name and a note, is listed, and goes', minutes, async () => {
  const rows = await calls().runs.list({ dataset });
  const { run } = rows[0]!;
  expect(await calls().runs.edit({ run, name: 'better', note: ' with more light ' })).toMatchObject({
    name: 'better',
    note: 'with more light',
  });
  expect(await calls().runs.edit({ run, note: '' })).toMatchObject({ name: 'better', note: null });
  for (const name of ['1', ' 12 ', '#3']) {
    const refused = { code: 'bad-usage', field: 'name' };
    await expect(calls().runs.edit({ run, name })).rejects.toMatchObject(refused);
    await expect(calls().runs.plan({ dataset, spec: { name } })).rejects.toMatchObject(refused);
  }
  await expect(calls().runs.edit({ run: 999, name: 'x' })).rejects.toMatchObject({ code: 'not-found' });
  expect((await calls().runs.remove({ run })).freedBytes).toBeGreaterThan(1e5);
  expect(await calls().runs.list({})).toHaveLength(rows.length - 1);
});

test('a path is no data set: what a window names is known already', minutes, async () => {
  const folder = opened.small.pictures;
  await expect(calls().runs.plan({ dataset: folder, spec: {} })).rejects.toMatchObject({ code: 'not-found' });
  await expect(calls().runs.start({ dataset: folder, spec: {} })).rejects.toMatchObject({ code: 'not-found' });
  await expect(calls().runs.start({ dataset, spec: { epochs: 0 } })).rejects.toThrow();
});

test('a pin is told to every window, of the run that had it too; what is not done has none', async () => {
  const { db } = opened.small.studio;
  const of = { datasetVersionId: opened.small.dataset.version.id, backboneId: 'starter', spec: {} };
  const [one, two] = [finishedRun(db, of, 1), finishedRun(db, of, 0.01)];
  expect(await calls().runs.pin({ run: one.id, isPinned: true })).toMatchObject({ isPinned: true });
  const events = (await calls().events.subscribe({}))[Symbol.asyncIterator]();
  await calls().runs.pin({ run: two.id, isPinned: true });
  const told = new Map<number, boolean>();
  while (told.get(one.id) !== false || told.get(two.id) !== true) {
    const { event } = await next(events, 'run');
    if (event.type === 'run') told.set(event.run.run, event.run.isPinned);
  }
  await events.return?.();
  const rows = await calls().runs.list({ dataset });
  expect(rows.filter(({ isPinned }) => isPinned).map(({ run }) => run)).toEqual([two.id]);
  expect(rows.filter(({ isBest }) => isBest)).toHaveLength(1);
  const waiting = createRun(db, of);
  await expect(calls().runs.pin({ run: waiting.id, isPinned: true })).rejects.toMatchObject({ code: 'bad-usage' });
  for (const { id } of [one, two, waiting]) deleteRun(db, id);
}, 30_000);

test('settings that a report brings are given back with what cannot come back here; what is no report is refused', async () => {
  const recipe = { recipeVersion: 1, run: 7, spec: { backbone: 'elsewhere', epochs: 5 }, dataset: { name: 'leaves', version: 1, fingerprint: 'f' }, classes: ['ash', 'elm', 'yew'], backbone: { id: 'elsewhere', sha256: null }, wentOnFrom: 3 };
  const text = `…<script type="application/json" id="${recipeElement}">${JSON.stringify(recipe)}</script></body></html>`;
  expect(await calls().runs.like({ dataset, name: 'r.html', text })).toEqual({
    spec: recipe.spec,
    notes: [
      expect.objectContaining({ about: 'other-data', was: 'leaves', sameClasses: false }),
      { about: 'went-on', run: 3 },
      { about: 'missing-backbone', backbone: 'elsewhere' },
    ],
  });
  await expect(calls().runs.like({ dataset, name: 'a page.html', text: '<html></html>' })).rejects.toMatchObject({ code: 'bad-usage', values: { kind: 'recipe-none' } });
  await expect(calls().runs.like({ dataset, name: 'manifest.json', text: '{' })).rejects.toMatchObject({ values: { kind: 'recipe-damaged' } });
});

test('a rate is searched for what is trained last, with its curve; no run is made of it', minutes, async () => {
  const before = await calls().runs.list({ dataset });
  const { setting, curve, notices } = await calls().runs.findRate({ dataset, spec: { ...quick, freeze: 'until:stage4' } });
  expect([setting, notices]).toEqual(['learningRate', []]);
  expect(curve.length).toBeGreaterThan(10);
  expect(curve.every(({ learningRate }, at) => at === 0 || learningRate > curve[at - 1]!.learningRate)).toBe(true);
  expect(await calls().runs.list({ dataset })).toEqual(before);
  await expect(calls().runs.findRate({ dataset, spec: { ...quick, freeze: 'head', solver: 'exact' } })).rejects.toMatchObject({ values: { kind: 'no-rate-to-find' } });
});
