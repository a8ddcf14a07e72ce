import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { finishedRun } from '../../../../test/finished-run.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { StudioError } from '../../errors.ts';
import { openStudio } from '../../open-studio.ts';
import { insertVersion } from '../../store/dataset-versions.ts';
import { insertDataset } from '../../store/datasets.ts';
import { headlinesOf } from '../../store/headlines.ts';
import { getEvaluation, listEvaluations, saveEvaluation } from '../../store/predictions.ts';
import { getRunSummary, listRuns, updateRun } from '../../store/runs.ts';
import { lockOfDataset, lockOfRun, saveTestLock } from '../../store/test-locks.ts';
import { lookAtTestOfRun } from './test-ledger-of-run.ts';
import { lockTest } from './test-lock.ts';

const day = 86_400_000;

function weeds() {
  const studio = openStudio({ dataDir: tempFolder() });
  onTestFinished(() => studio.close());
  insertDataset(studio.db, { id: 'weeds', name: 'weeds', root: '/weeds' });
  const { id } = insertVersion(studio.db, { datasetId: 'weeds', fingerprint: 'f', valShare: 0.2, testShare: 0.2, splitSeed: 0 }, ['a', 'b'], []);
  const run = (accuracy: number) => {
    const made = finishedRun(studio.db, { datasetVersionId: id, backboneId: 'starter', spec: {} }, accuracy, { split: 'test' });
    const { metrics } = listEvaluations(studio.db, made.id)[0]!;
    saveEvaluation(studio.db, { runId: made.id, datasetVersionId: id, split: 'val', metrics: { ...metrics, accuracy: 0.5 } }, []);
    updateRun(studio.db, made.id, { metrics: { ...made.metrics!, testAccuracy: accuracy } });
    return made.id;
  };
  return { studio, first: run(0.9), second: run(0.8) };
}
const kindOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    if (error instanceof StudioError) return error.values?.['kind'];
    throw error;
  }
  return null;
};

test('what is locked is judged by validation, whoever asks, and looking is refused; a day that has come opens it', () => {
  const { studio, first } = weeds();
  const [seen] = listEvaluations(studio.db, first).filter(({ split }) => split === 'test');
  expect(headlinesOf(studio.db, [first]).get(first)).toMatchObject({ split: 'test', accuracy: 0.9 });
  saveTestLock(studio.db, { dataset: 'weeds', lockedAtMs: 1, untilMs: Date.now() + day, finalRun: null });
  expect(headlinesOf(studio.db, [first]).get(first)).toMatchObject({ split: 'val', accuracy: 0.5 });
  expect(listEvaluations(studio.db, first).map(({ split }) => split)).toEqual(['val']);
  expect(kindOf(() => getEvaluation(studio.db, seen!.id))).toBe('test-locked-until');
  expect(getRunSummary(studio.db, first).metrics).not.toHaveProperty('testAccuracy');
  expect(lookAtTestOfRun(studio, first)).toBeNull();
  expect(lockOfDataset(studio.db, 'weeds', Date.now() + 2 * day)).toBeNull();
  saveTestLock(studio.db, { dataset: 'weeds', lockedAtMs: 1, untilMs: Date.now() - 1, finalRun: null });
  expect(headlinesOf(studio.db, [first]).get(first)).toMatchObject({ split: 'test', accuracy: 0.9 });
  expect(getRunSummary(studio.db, first).metrics).toHaveProperty('testAccuracy', 0.9);
});

test('the run that is named final is judged, alone and once; a lock grows no shorter before', () => {
  const { studio, first, second } = weeds();
  const until = Date.now() + 10 * day;
  saveTestLock(studio.db, { dataset: 'weeds', lockedAtMs: 1, untilMs: until, finalRun: null });
  expect(kindOf(() => lockTest(studio, 'weeds', { untilMs: until - day }))).toBe('lock-not-shorter');
  expect(kindOf(() => lockTest(studio, 'weeds', {}))).toBe('lock-not-shorter');
  expect(kindOf(() => lockTest(studio, 'weeds', { untilMs: Date.now() - day }))).toBe('lock-in-past');
  expect(lockTest(studio, 'weeds', { finalRun: second })).toEqual({ dataset: 'weeds', lockedAtMs: 1, untilMs: until, finalRun: second });
  const seen = headlinesOf(studio.db, [first, second]);
  expect([seen.get(first)!.split, seen.get(second)!.split]).toEqual(['val', 'test']);
  expect(lookAtTestOfRun(studio, second)).toMatchObject({ models: 1 });
  expect([lockOfRun(studio.db, first)?.finalRun, lockOfRun(studio.db, second)]).toEqual([second, null]);
  expect(kindOf(() => lockTest(studio, 'weeds', { finalRun: first }))).toBe('final-is-named');
});

test('without test pictures there is nothing to lock, and no run of others is final', () => {
  const { studio } = weeds();
  expect(kindOf(() => lockTest(studio, 'weeds', {}))).toBe('no-test-to-lock');
  const { id } = insertVersion(studio.db, { datasetId: 'weeds', fingerprint: 'g', valShare: 0.2, testShare: 0, splitSeed: 0 }, ['a', 'b'], []);
  const val = finishedRun(studio.db, { datasetVersionId: id, backboneId: 'starter', spec: {} }, 0.7).id;
  expect(kindOf(() => lockTest(studio, 'weeds', { finalRun: val }))).toBe('final-without-test');
});

test('of two programs that name a run at once one finds it named', { timeout: 120_000 }, async () => {
  const { studio } = weeds();
  const names = Array.from({ length: 30 }, (_, at) => `weeds-${at}`);
  for (const id of names) {
    insertDataset(studio.db, { id, name: id, root: `/${id}` });
    // Every data set has both runs, as far as the lock is concerned.
    const { id: version } = insertVersion(studio.db, { datasetId: id, fingerprint: 'f', valShare: 0.2, testShare: 0.2, splitSeed: 0 }, ['a', 'b'], []);
    for (const accuracy of [0.9, 0.8]) finishedRun(studio.db, { datasetVersionId: version, backboneId: 'starter', spec: {} }, accuracy, { split: 'test' });
  }
  const runs = listRuns(studio.db).filter(({ datasetId }) => datasetId !== 'weeds');
  const from = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const script = (which: 0 | 1): string => `
    const { openStudio } = await import(${from('../../open-studio.ts')});
    const { lockTest } = await import(${from('./test-lock.ts')});
    const studio = openStudio({ dataDir: ${JSON.stringify(studio.folder.root)}, patience: { waitMs: 10000 } });
    const mine = ${JSON.stringify(names.map((id) => runs.filter(({ datasetId }) => datasetId === id).map((run) => run.id).toSorted((a, b) => a - b)))}.map((both) => both[${which}]);
    process.stdout.write('ready');
    await new Promise((go) => process.stdin.once('data', go));
    const named = [];
    for (const [at, id] of ${JSON.stringify(names)}.entries()) {
      try { lockTest(studio, id, { finalRun: mine[at] }); named.push(id); } catch (error) { if (error.values?.kind !== 'final-is-named') throw error; }
    }
    studio.close();
    console.log(JSON.stringify(named));
    process.exit(0);`;
  const children = ([0, 1] as const).map((which) => spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script(which)], { stdio: ['pipe', 'pipe', 'inherit'] }));
  const said = children.map((child) => {
    let text = '';
    child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
    return { ready: once(child.stdout, 'data'), done: once(child, 'close').then(() => JSON.parse(text.replace('ready', '')) as string[]) };
  });
  await Promise.all(said.map(({ ready }) => ready));
  for (const child of children) child.stdin.write('go');
  const [one, two] = await Promise.all(said.map(({ done }) => done));
  expect([...one!, ...two!].toSorted(), 'each once').toEqual(names.toSorted());
});
