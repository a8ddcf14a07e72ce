import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownTemporary } from '../../../../test/own-temporary.ts';
import { startRayServer } from '../../../../test/ray-server.ts';
import type { RayServer } from '../../../../test/ray-server.ts';
import { openSmallStudio, quick } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { tinyNet } from '../../../../test/tiny-nets.ts';
import { studySpecSchema } from '../../../shared/study-spec.ts';
import { finishedModel } from '../../runs/use/finished-model.ts';
import { listEvaluations, trainingWeights } from '../../store/predictions.ts';
import { getRun, listEpochs, listRuns } from '../../store/runs.ts';
import { getStudy, listStudies, trialsOf } from '../../store/studies.ts';
import { planStudy } from '../plan-study.ts';
import { runStudy, storeStudy } from '../run-study.ts';
import { stopStudy } from '../stop-study.ts';
import { createStudyRunner } from '../study-runner.ts';
import { studyReport } from '../study-report.ts';
import { knownClusters } from './at-the-door.ts';
import { clusterFolders } from './cluster-of-study.ts';
import type { ClusterNews } from './run-on-cluster.ts';
import { visitCluster } from './visit-cluster.ts';

ownTemporary();
let small: SmallStudio;
let server: RayServer;
let storage: string;
let tokenFile: string;
beforeAll(async () => {
  [small, server] = await Promise.all([openSmallStudio([12, 12]), startRayServer()]);
  storage = path.join(small.scratch, 'shared');
  mkdirSync(storage, { recursive: true });
  tokenFile = path.join(small.scratch, 'token');
  writeFileSync(tokenFile, server.token);
}, 60_000);
afterAll(async () => {
  await server.close();
  small.close();
});
const minutes = { timeout: 240_000 };

const { freeze: _, ...drawn } = quick;
const tiny = { ...drawn, net: JSON.stringify(tinyNet()), epochs: 1, seed: 100 };

const settings = (changes: object = {}) => ({ address: server.address, tokenFile, storage, checkout: path.resolve('.'), cpusPerTrial: 1, gpusPerTrial: 0, retries: 1, ...changes });

async function store(changes: object): Promise<number> {
  const spec = studySpecSchema.parse({ title: 'On a cluster', dataset: small.dataset.dataset.id, executor: 'ray', ...changes });
  return storeStudy(small.studio, small.dataset.version.id, await planStudy(small.studio, small.dataset, spec), settings()).id;
}

async function go(id: number, leaveWhen: (news: ClusterNews) => boolean = () => false) {
  const told: string[] = [];
  const news: ClusterNews[] = [];
  const controller = new AbortController();
  const status = await runStudy(small.studio, id, {
    train: () => Promise.reject(new Error('nothing is trained here')),
    signal: controller.signal,
    // A short one may have run between two looks.
    onTrial: ({ repeat }, state) => void (state !== 'running' && told.push(`${repeat} ${state}`)),
    onCluster(one) {
      news.push(one);
      if (leaveWhen(one)) controller.abort();
    },
  });
  return { status, told, news };
}

const foldersOf = (id: number) => clusterFolders(getStudy(small.studio.db, id).cluster!);

/** Processes that work on a study, by their command line. */
const processesOf = (id: number): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && pid !== String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(foldersOf(id).study);
    } catch {
      return false; // it has gone
    }
  });

test('left to the cluster, found again: results become ordinary runs; a damaged one is refused by name and runs again; lost and found connections', minutes, async () => {
  const { studio } = small;
  const id = await store({ base: tiny, repeats: { seeds: 2 } });
  const left = await go(id, ({ about }) => about === 'submitted');
  expect(left).toMatchObject({ status: 'running', news: [{ about: 'submitted' }, { about: 'left' }] });
  expect(studyReport(studio, id).status).toBe('running');
  const { name, job } = getStudy(studio.db, id).cluster!;
  expect(job).toBe(`${name}-1`);
  expect(server.jobs.get(job!)!.request).toMatchObject({ runtime_env: { env_vars: { RAY_JOB_STOP_WAIT_TIME_S: '25' } }, metadata: { program: 'graft' } });
  // Who looks in without the token, or the cluster, is told so, and sees what is there.
  renameSync(tokenFile, `${tokenFile}.away`);
  expect(await visitCluster(studio, id)).toMatchObject({ code: 'bad-usage', field: 'tokenFile' });
  renameSync(`${tokenFile}.away`, tokenFile);
  await expect.poll(() => server.jobs.get(job!)!.status, { timeout: 120_000, interval: 100 }).toBe('SUCCEEDED');

  // Between the cluster and here, one file changes.
  const done = JSON.parse(readFileSync(path.join(foldersOf(id).trial(0), 'done.json'), 'utf8'));
  const weights = Object.keys(done.files).find((file) => file.endsWith('model.safetensors'))!;
  appendFileSync(path.join(foldersOf(id).trial(0), weights), 'x');
  expect(await visitCluster(studio, id)).toBeNull();
  const [bad, good] = trialsOf(studio.db, id);
  expect(bad).toMatchObject({ runId: null, written: { state: 'failed', error: { code: 'bad-result', message: expect.stringContaining(weights) } } });
  expect(studyReport(studio, id)).toMatchObject({ status: 'failed', trials: [{ state: 'failed' }, { state: 'done' }] });

  // The line is cut once the job is there, and mended when that was told.
  const lost: unknown[] = [];
  const again = await go(id, ({ about }) => {
    if (about !== 'back') server.isDeaf = about === 'submitted';
    if (about === 'lost' || about === 'back') lost.push(getStudy(studio.db, id).cluster!.lost);
    return false;
  });
  // Who looks on is told too.
  expect(lost).toEqual([{ sinceMs: expect.any(Number), error: expect.objectContaining({ code: 'cluster-unreachable' }) }, null]);
  expect(again.status).toBe('done');
  expect(again.told).toEqual(['0 queued', '0 done']);
  expect(again.news.map(({ about }) => about)).toEqual(['submitted', 'lost', 'back']);
  expect(getStudy(studio.db, id).cluster).toMatchObject({ jobs: 2, job: null });

  const runs = trialsOf(studio.db, id).map(({ runId }) => runId!);
  expect(runs[1]).toBe(good!.runId);
  for (const run of runs) {
    expect(getRun(studio.db, run)).toMatchObject({ state: 'done', metrics: { valAccuracy: expect.any(Number) }, plan: { threads: 1 } });
    expect([listEpochs(studio.db, run).length, listEvaluations(studio.db, run).map(({ split }) => split)]).toEqual([1, ['val']]);
    expect((await finishedModel(studio, run)).classes).toEqual(small.dataset.classes);
  }
  expect(studyReport(studio, id).rows[0]).toMatchObject({ runs, accuracy: { n: 2 } });
  // What is there is taken over by the next study, here and there.
  expect(await go(await store({ base: tiny, repeats: { seeds: 2 } }))).toMatchObject({ status: 'done', told: ['0 reused', '1 reused'], news: [] });
  // For a claim about training error a trial says there what its last epoch makes of the pictures it learned from; of the run that is taken over those weights never came.
  const claim = { id: 'learns', text: 'It learns.', kind: 'higher', of: 'trainAccuracy', first: { learningRate: 0.01 }, second: { learningRate: 0.02 } };
  const claimed = await store({ base: tiny, vary: [{ field: 'learningRate', values: [0.01, 0.02] }], repeats: { seeds: 1 }, claims: [claim] });
  expect(await go(claimed)).toMatchObject({ status: 'done', told: ['0 reused', '0 queued', '0 done'] });
  expect(trialsOf(studio.db, claimed).map(({ runId }) => trainingWeights(studio.db, runId!))).toEqual(['kept', 'last']);
  const pictures = small.dataset.images.filter(({ split }) => split === 'train').length;
  expect(studyReport(studio, claimed).verdicts[0]!.compared!.comparison).toMatchObject({ test: 'mcnemar', pictures, weights: 'kept' });
  for (const file of readdirSync(storage, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
    expect(readFileSync(path.join(file.parentPath, file.name)).includes(server.token), file.name).toBe(false);
  }
  expect(JSON.stringify(getStudy(studio.db, id))).not.toContain(server.token);
});

test('a stop ends every process, also where nobody follows; a trial that fails for good says why and is not tried again; a trial too large is named', minutes, async () => {
  const { studio } = small;
  const id = await store({ base: { ...tiny, epochs: 5000, seed: 200 }, repeats: { seeds: 2 } });
  const leaving = await go(id, ({ about }) => about === 'submitted');
  expect(leaving.status).toBe('running');
  while (!readdirSync(foldersOf(id).trial(0)).includes('progress.json')) await wait(50);
  expect(processesOf(id).length).toBeGreaterThan(1);
  const runsBefore = listRuns(studio.db).length;
  expect(await stopStudy(studio, id)).toBe('stopped');
  expect([processesOf(id), server.jobs.get(`${getStudy(studio.db, id).cluster!.name}-1`)!.status]).toEqual([[], 'STOPPED']);
  expect([studyReport(studio, id).trials.map(({ state }) => state), listRuns(studio.db).length]).toEqual([['queued', 'queued'], runsBefore]);

  // A program that is closed leaves the cluster at work, and finds it there when it is opened.
  const queue = { pause: () => Promise.reject(new Error('no queue here')), remove: () => Promise.reject(new Error('no queue here')) };
  const first = createStudyRunner(studio, queue);
  first.resume(id);
  await expect.poll(() => trialsOf(studio.db, id)[0]!.written!.state, { timeout: 60_000 }).toBe('running');
  await first.close();
  expect([studyReport(studio, id).status, processesOf(id).length > 1]).toEqual(['running', true]);
  const second = createStudyRunner(studio, queue);
  await expect.poll(() => getStudy(studio.db, id).owner, { timeout: 10_000 }).not.toBeNull();
  // A stop while the line is cut says so, and holds as soon as it is mended.
  server.isDeaf = true;
  await expect.poll(() => getStudy(studio.db, id).cluster!.lost, { timeout: 10_000 }).toBeTruthy();
  await expect(second.stop(id)).rejects.toMatchObject({ code: 'cluster-unreachable', values: { kind: 'cluster-stop-waits' } });
  expect(processesOf(id).length).toBeGreaterThan(1);
  server.isDeaf = false;
  await expect.poll(() => studyReport(studio, id).status, { timeout: 60_000 }).toBe('stopped');
  // What no node has is refused before anything is planned or stored.
  const before = listStudies(studio.db).length;
  const spec = studySpecSchema.parse({ title: 'Large', dataset: small.dataset.dataset.id, executor: 'ray', base: tiny });
  await expect(second.start(spec, settings({ gpusPerTrial: 2 }))).rejects.toMatchObject({ code: 'cluster-refused', field: 'gpusPerTrial', values: { kind: 'cluster-too-small' } });
  expect([listStudies(studio.db).length, knownClusters(studio).map(({ cluster }) => cluster.address)]).toEqual([before, [server.address]]);
  await second.close();
  expect([studyReport(studio, id).status, processesOf(id), getStudy(studio.db, id).cluster!.jobs]).toEqual(['stopped', [], 2]);

  const failing = await store({ base: { ...tiny, optimizer: 'sgd', learningRate: 1e30, seed: 300 }, repeats: { seeds: 1 } });
  expect(await go(failing)).toMatchObject({ status: 'failed', told: ['0 queued', '0 failed'] });
  expect(trialsOf(studio.db, failing)[0]!.written!.error!.code).toBe('nan-loss');
  expect(await go(failing)).toMatchObject({ status: 'failed', told: [], news: [] });

  const large = storeStudy(small.studio, small.dataset.version.id, await planStudy(studio, small.dataset, studySpecSchema.parse({ title: 'Large', dataset: small.dataset.dataset.id, executor: 'ray', base: { ...tiny, seed: 400 }, repeats: { seeds: 1 } })), settings({ cpusPerTrial: 64 })).id;
  await expect(go(large)).rejects.toMatchObject({ code: 'cluster-refused', values: { kind: 'cluster-too-small' } });
});
