import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio, quick, quickResnet } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { listPredictions, listEvaluations, wronglyPredicted } from '../store/predictions.ts';
import { processOwner } from '../files/process-owner.ts';
import { bestRuns } from '../store/best-runs.ts';
import { classNames } from '../store/datasets.ts';
import { getRun, moveRun } from '../store/runs.ts';
import { getStudy, studyOfRun, trialsOf, updateStudy } from '../store/studies.ts';
import type { StoredTrial } from '../store/studies.ts';
import { trainInTurn } from '../runs/lifecycle/train-in-turn.ts';
import { listRunRows, runRow } from '../runs/results/run-view.ts';
import type { TrialState } from '../../shared/study-result.ts';
import { studySpecSchema } from '../../shared/study-spec.ts';
import { planStudy } from './plan-study.ts';
import { runStudy, storeStudy } from './run-study.ts';
import { removeStudy, stopStudy } from './stop-study.ts';
import { studyReport } from './study-report.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([12, 12]);
});
afterAll(() => small.close());
const minutes = { timeout: 240_000 };

/** A network of its own, so that nothing of a backbone is read: seconds a trial. */
const { freeze: _, ...drawn } = quickResnet;
const tiny = { ...drawn, net: JSON.stringify(tinyNet()), epochs: 1 };

async function store(changes: object): Promise<number> {
  const spec = studySpecSchema.parse({ title: 'A study', dataset: small.dataset.dataset.id, ...changes });
  return storeStudy(small.studio, small.dataset.version.id, await planStudy(small.studio, small.dataset, spec)).id;
}

interface Told {
  readonly trials: string[];
  /** Pictures whose frozen features were computed, by run. */
  readonly features: Map<number, number>;
}

async function go(id: number, { stopAfter = Infinity, onTrial = () => undefined }: { stopAfter?: number; onTrial?: (trial: StoredTrial, state: TrialState) => void } = {}) {
  const told: Told = { trials: [], features: new Map() };
  const controller = new AbortController();
  const train = (run: number) =>
    trainInTurn(small.studio, run, {
      signal: controller.signal,
      stoppedState: () => 'paused',
      onWaiting: () => undefined,
      onFitted: () => undefined,
      onStarted: () => undefined,
      onEvent(event) {
        if (event.type === 'progress' && event.activity === 'features') told.features.set(run, (told.features.get(run) ?? 0) + (event.done === event.total ? event.total : 0));
      },
    });
  const status = await runStudy(small.studio, id, {
    train,
    signal: controller.signal,
    onTrial(trial, state) {
      told.trials.push(`${trial.row}.${trial.repeat} ${state}`);
      onTrial(trial, state);
      if (told.trials.filter((line) => line.endsWith('done')).length >= stopAfter) controller.abort();
    },
  });
  return { status, ...told };
}

test('trials are ordinary runs, first row first; stopped, it goes on with those that lack; again, all are taken over', minutes, async () => {
  const { db } = small.studio;
  const vary = [{ field: 'learningRate', values: [0.01, 0.02] }];
  const id = await store({ base: tiny, vary, repeats: { seeds: 2 } });
  const first = await go(id, { stopAfter: 2 });
  expect(first).toMatchObject({ status: 'stopped', trials: ['0.0 queued', '0.0 done', '0.1 queued', '0.1 done'] });
  expect(studyReport(small.studio, id)).toMatchObject({ status: 'stopped', recommended: null, rows: [{ cell: { learningRate: 0.01 }, runs: [expect.any(Number), expect.any(Number)], accuracy: { n: 2 } }, { runs: [], accuracy: null }] });
  const second = await go(id);
  expect(second).toMatchObject({ status: 'done', trials: ['1.0 queued', '1.0 done', '1.1 queued', '1.1 done'] });
  const report = studyReport(small.studio, id);
  const runs = report.rows.flatMap((row) => row.runs);
  expect(runs.map((run) => [getRun(db, run).spec.learningRate, getRun(db, run).plan!.seed])).toEqual([[0.01, 0], [0.01, 1], [0.02, 0], [0.02, 1]]);
  expect(report.rows[1]).toMatchObject({ parameters: getRun(db, runs[0]!).attestation!.tensors === 0 ? expect.any(Number) : 0, multiplyAdds: expect.any(Number), trainLoss: expect.any(Number) });
  expect(report.recommended).not.toBeNull();
  expect(studyOfRun(db, runs[3]!)).toMatchObject({ studyId: id, cell: { learningRate: 0.02 }, repeat: 1 });
  expect(listRunRows(small.studio).filter(({ run }) => runs.includes(run)).map(({ study }) => study)).toEqual([id, id, id, id]);
  expect(runRow(small.studio, runs[0]!).study).toBe(id);
  const again = await store({ base: tiny, vary, repeats: { seeds: 3 } });
  const third = await go(again);
  expect(third.trials).toEqual(['0.0 reused', '0.1 reused', '0.2 queued', '0.2 done', '1.0 reused', '1.1 reused', '1.2 queued', '1.2 done']);
  expect(studyReport(small.studio, again).rows.map((row) => row.runs.slice(0, 2))).toEqual(report.rows.map((row) => row.runs));
  // What was there before the study is not deleted with it.
  const { runs: deleted } = await removeStudy(small.studio, again, { withRuns: true });
  expect(deleted).toHaveLength(2);
  expect(runs.map((run) => getRun(db, run).state)).toEqual(['done', 'done', 'done', 'done']);
  expect(() => getStudy(db, again)).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test('a claim about training error with one seed is judged by what the finished runs say of the pictures they learned from, and by nothing else they are known for', minutes, async () => {
  const { db } = small.studio;
  const claim = { id: 'learns', text: 'It learns.', kind: 'higher', of: 'trainAccuracy', first: { learningRate: 0.01 }, second: { learningRate: 0.02 } };
  const id = await store({ base: tiny, vary: [{ field: 'learningRate', values: [0.01, 0.02] }], repeats: { seeds: 1 }, claims: [claim] });
  expect(await go(id)).toMatchObject({ status: 'done', trials: ['0.0 reused', '1.0 reused'] });
  const learned = small.dataset.images.filter(({ split }) => split === 'train').map((image) => image.id);
  const [verdict] = studyReport(small.studio, id).verdicts;
  expect(verdict!.compared!.comparison).toMatchObject({ test: 'mcnemar', pictures: learned.length, weights: 'last' });
  const run = trialsOf(db, id)[0]!.runId!;
  const asked = () => listEvaluations(db, run).filter(({ split }) => split === 'train');
  expect(listPredictions(db, asked()[0]!.id).map(({ imageId }) => imageId).toSorted()).toEqual(learned.toSorted());
  expect([...wronglyPredicted(db, run)].filter((image) => learned.includes(image))).toEqual([]);
  await go(id);
  expect(asked()).toHaveLength(1);
});

test('trials with the same frozen prefix compute its features once', minutes, async () => {
  const id = await store({ base: { ...quick, epochs: 1 }, vary: [{ field: 'learningRate', values: [0.01, 0.02] }], repeats: { seeds: 2 } });
  const { features, status } = await go(id);
  expect(status).toBe('done');
  expect([...features.values()].filter((count) => count > 0)).toEqual([small.dataset.images.length]);
});

test('folds: every picture is judged once by a run that has not seen it, and such runs are not the best of their data set', minutes, async () => {
  const { db } = small.studio;
  const before = bestRuns(db);
  const id = await store({ base: tiny, repeats: { folds: 3 } });
  expect((await go(id)).status).toBe('done');
  const [row] = studyReport(small.studio, id).rows;
  const judged = row!.runs.flatMap((run) => listPredictions(db, listEvaluations(db, run).find(({ split }) => split === 'val')!.id).map(({ imageId }) => imageId));
  expect(judged.toSorted()).toEqual(small.dataset.images.map((image) => image.id).toSorted());
  expect(getRun(db, row!.runs[1]!).dataPart).toEqual({ trainShare: 1, fold: { index: 1, of: 3 }, seed: 0 });
  expect(bestRuns(db)).toEqual(before);
});

test('what more pictures would bring each class is worked out once for the same results', minutes, async () => {
  const id = await store({ base: { ...tiny, seed: 60 }, vary: [{ field: 'trainShare', values: [0.5, 1] }], repeats: { seeds: 1 } });
  expect(await go(id)).toMatchObject({ status: 'done' });
  const first = studyReport(small.studio, id).classes;
  expect(first.map(({ label }) => label)).toEqual(classNames(small.studio.db, small.dataset.version.id));
  expect(studyReport(small.studio, id).classes).toBe(first);
});

test('a trial that another program takes out of the queue stops the study; what fails for good is left behind', minutes, async () => {
  const { db } = small.studio;
  const id = await store({ base: { ...tiny, seed: 50 }, repeats: { seeds: 2 } });
  const taken = await go(id, { onTrial: ({ runId }, state) => void (state === 'queued' && moveRun(db, runId!, ['queued'], 'cancelled')) });
  expect(taken).toMatchObject({ status: 'stopped', trials: ['0.0 queued'] });
  // A loss that becomes infinite at the first step.
  const failing = await store({ base: { ...tiny, optimizer: 'sgd', seed: 60 }, vary: [{ field: 'learningRate', values: [1e30, 0.01] }], repeats: { seeds: 1 } });
  expect(await go(failing)).toMatchObject({ status: 'failed', trials: ['0.0 queued', '0.0 failed', '1.0 queued', '1.0 done'] });
  expect(await go(failing)).toMatchObject({ status: 'failed', trials: [] });
  expect(studyReport(small.studio, failing)).toMatchObject({ canGoOn: false, failures: [{ trial: { cell: { learningRate: 1e30 } }, error: { code: 'nan-loss' }, isTriedAgain: false }] });
  expect(studyReport(small.studio, id)).toMatchObject({ canGoOn: true, failures: [] });
});

test('what cannot be is said before anything is stored or trained', async () => {
  const refused = (changes: object) => expect(store(changes)).rejects;
  await refused({ base: tiny, vary: [{ field: 'freeze', values: ['none', 'until:stage2'] }] }).toMatchObject({ code: 'bad-usage', field: 'freeze', message: expect.stringContaining('{"freeze":"until:stage2"}') });
  await refused({ base: tiny, executor: 'ray' }).toMatchObject({ code: 'bad-usage', field: 'storage' });
  const waiting = await store({ base: tiny });
  await expect(stopStudy(small.studio, waiting)).rejects.toMatchObject({ code: 'bad-usage', field: 'study', hint: expect.stringContaining('study resume') });
  // Of one that is done there is nothing to go on with.
  updateStudy(small.studio.db, waiting, { state: 'done', owner: null });
  await expect(stopStudy(small.studio, waiting)).rejects.toMatchObject({ code: 'bad-usage', field: 'study', values: { kind: 'study-done' }, hint: `"graft study show ${waiting}" shows what came of it.` });
});

test('one program goes through a study at a time; the study of a program that has gone has stopped', async () => {
  const id = await store({ base: tiny });
  const parent = processOwner(process.ppid)!;
  updateStudy(small.studio.db, id, { state: 'running', owner: parent });
  await expect(go(id)).rejects.toMatchObject({ code: 'busy', field: 'study' });
  await expect(removeStudy(small.studio, id)).rejects.toMatchObject({ code: 'busy' });
  // Another process of that number; and one from before a restart, which nobody can ask.
  for (const owner of [parent.replace(/[0-9a-f]{8}$/, '00000000'), parent.replace(/-[0-9a-f]{8}-/, '-00000000-')]) {
    updateStudy(small.studio.db, id, { owner });
    expect(studyReport(small.studio, id).status).toBe('stopped');
  }
  expect(trialsOf(small.studio.db, id)).toHaveLength(3);
});
