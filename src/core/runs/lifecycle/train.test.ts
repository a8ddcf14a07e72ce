import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { engineProcessesOf } from '../../../../test/engine-processes.ts';
import { openSmallStudio, quick } from '../../../../test/small-studio.ts';
import { tinyBackbone } from '../../../../test/tiny-backbone.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { listEvaluations, listPredictions } from '../../store/predictions.ts';
import { runFolder } from '../../data-folder.ts';
import { processOwner } from '../../files/process-owner.ts';
import { processToken } from '../../files/process-token.ts';
import { getRun, listEpochs, listRuns, moveRun, saveEpoch, updateRun } from '../../store/runs.ts';
import { acquireTrainerLease, releaseTrainerLease, trainerLease } from '../../store/trainer-lease.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import type { FromEngine } from '../../../shared/trainer-protocol.ts';
import { loadProgress } from '../../training/checkpoint.ts';
import { runRow } from '../results/run-view.ts';
import { settleOrphans } from './delete-run.ts';
import { planHere } from './plan-here.ts';
import { resumeRun, startRun } from '../../../../test/train-run.ts';
import type { RunHandlers } from './train.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([12, 12]);
});
afterAll(() => small.close());

const handlers = (changes: Partial<RunHandlers> = {}): RunHandlers => ({
  onStarted: () => undefined,
  onEvent: () => undefined,
  signal: new AbortController().signal,
  ...changes,
});

async function start(spec: RunSpec, changes: Partial<RunHandlers> = {}) {
  const { studio, dataset } = small;
  const planned = await planHere(studio, dataset, { ...quick, ...spec });
  return startRun(studio, dataset, planned, { ...quick, ...spec }, handlers(changes));
}

/** Handlers that ask the run to stop at its first step after so many epochs. */
function stopAfter(epochs: number): Partial<RunHandlers> {
  const controller = new AbortController();
  let seen = 0;
  const onEvent = (event: FromEngine) => {
    if (event.type === 'epoch') seen++;
    if (event.type === 'step' && seen >= epochs) controller.abort();
  };
  return { signal: controller.signal, onEvent };
}

/** Runs here may be stopped between two steps: batches of 4 make them five an epoch. */
const steps: RunSpec = { backbone: 'resnet18.graft_starter', freeze: 'until:stage4', batchSize: 4, epochs: 3 };

afterEach(() => expect(trainerLease(small.studio.db), 'the lock is given back').toBeNull());

test('a finished run leaves its state, epochs, metrics, attestation and predictions in the database', async () => {
  const { studio, dataset } = small;
  const started: [number, string][] = [];
  const outcome = await start(
    { epochs: 2, name: 'first' },
    { onStarted: (run) => started.push([run, getRun(studio.db, run).state]) },
  );
  expect(outcome).toMatchObject({
    status: 'done',
    testMetrics: null,
    attestation: { frozen: { tensors: 60, changed: 0 } },
  });
  expect(started).toEqual([[outcome.run, 'running']]);
  const run = getRun(studio.db, outcome.run);
  expect(run).toMatchObject({
    name: 'first',
    state: 'done',
    error: null,
    bestEpoch: outcome.bestEpoch,
    backboneId: tinyBackbone,
    metrics: { valAccuracy: outcome.metrics!.accuracy, valLoss: outcome.metrics!.logLoss },
    attestation: { tensors: 60, changed: 0 },
  });
  expect(run.finishedAtMs!).toBeGreaterThan(run.startedAtMs!);
  expect(run.seconds!).toBeGreaterThan(0);
  expect(run.peakMemoryBytes!).toBeGreaterThan(5e7);
  expect(listEpochs(studio.db, run.id).map(({ epoch, phase }) => [epoch, phase])).toEqual([
    [1, 'head'],
    [2, 'head'],
  ]);
  // What the epoch saw with cached features, the finished model sees from the pictures.
  expect(listEpochs(studio.db, run.id)[outcome.bestEpoch! - 1]!.valLoss).toBeCloseTo(
    outcome.metrics!.logLoss,
    4,
  );

  const [evaluation, ...others] = listEvaluations(studio.db, run.id);
  expect(others).toEqual([]);
  expect(evaluation).toMatchObject({
    split: 'val',
    datasetVersionId: dataset.version.id,
    metrics: outcome.metrics,
  });
  const validation = dataset.images.filter(({ split }) => split === 'val');
  const predictions = listPredictions(studio.db, evaluation!.id);
  expect(predictions.map(({ imageId, file, label }) => [imageId, file, label])).toEqual(
    validation.map(({ id, path, label }) => [id, path, label]),
  );
  for (const { probabilities, predicted } of predictions) {
    expect(probabilities[0]! + probabilities[1]!).toBeCloseTo(1, 5);
    expect(probabilities[predicted]).toBe(Math.max(...probabilities));
  }
  await expect(resumeRun(studio, run.id, handlers())).rejects.toMatchObject({ code: 'bad-usage' });
}, 120_000);

test('a stopped run is cancelled and goes on; epochs that the program missed are found in the checkpoint', async () => {
  const { studio } = small;
  const stopped = await start(steps, stopAfter(1));
  expect(stopped.status).toBe('cancelled');
  expect(getRun(studio.db, stopped.run)).toMatchObject({ state: 'cancelled', error: null });
  expect(listEpochs(studio.db, stopped.run)).toHaveLength(1);
  studio.db.$client.exec(`DELETE FROM epochs WHERE run_id = ${stopped.run}`);
  const outcome = await resumeRun(studio, stopped.run, handlers());
  expect(outcome.status).toBe('done');
  expect(getRun(studio.db, stopped.run).state).toBe('done');
  expect(listEpochs(studio.db, stopped.run).map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
}, 120_000);

test('while another process trains, nothing begins: what is to begin at once leaves nothing behind, what is resumed waits', async () => {
  const { studio } = small;
  const stopped = await start(steps, stopAfter(0));
  const other = spawn('sleep', ['100'], { stdio: 'ignore' });
  await once(other, 'spawn');
  try {
    acquireTrainerLease(studio.db, stopped.run, processOwner(other.pid!)!);
    const runs = listRuns(studio.db).length;
    await expect(start({ epochs: 1 })).rejects.toMatchObject({ code: 'busy' });
    expect(listRuns(studio.db)).toHaveLength(runs);
    await expect(resumeRun(studio, stopped.run, handlers())).rejects.toMatchObject({ code: 'busy' });
    expect(getRun(studio.db, stopped.run).state).toBe('queued');
    moveRun(studio.db, stopped.run, ['queued'], 'cancelled');
    expect(trainerLease(studio.db)?.pid).toBe(other.pid);
  } finally {
    other.kill('SIGKILL');
    releaseTrainerLease(studio.db, processOwner(other.pid!)!);
  }
}, 120_000);

test('a run that another program took over while this one was silent is stored by that one alone', async () => {
  const { studio } = small;
  // Of another container: nobody there could ask this process whether it lives.
  const stranger = '7-00000000-00000000';
  let run = 0;
  const taken = start(steps, {
    onStarted: (id) => (run = id),
    onEvent(event) {
      if (event.type === 'epoch') studio.db.$client.prepare('UPDATE trainer_lease SET owner = ?, engine = NULL').run(stranger);
    },
  });
  await expect(taken).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining('taken over') });
  expect(getRun(studio.db, run).state, 'as the other program has it').toBe('running');
  expect(listEpochs(studio.db, run).length).toBeLessThanOrEqual(1);
  expect(trainerLease(studio.db)?.owner, 'its heartbeat is young').toBe(stranger);
  releaseTrainerLease(studio.db, stranger);
  settleOrphans(studio);
  expect((await resumeRun(studio, run, handlers())).status).toBe('done');
}, 120_000);

test('a trainer that is killed fails the run by name; it goes on from its checkpoint', async () => {
  const { studio } = small;
  let killed = false;
  const outcome = await start(steps, {
    onEvent(event) {
      if (event.type !== 'epoch' || killed) return;
      killed = true;
      for (const pid of engineProcessesOf(process.pid)) process.kill(pid, 'SIGKILL');
    },
  });
  expect(outcome).toMatchObject({
    status: 'failed',
    error: { code: 'trainer-died', message: expect.stringContaining('SIGKILL') },
  });
  expect(getRun(studio.db, outcome.run)).toMatchObject({
    state: 'failed',
    error: { code: 'trainer-died', hint: expect.stringContaining('resume') },
  });
  // Told, and not in its checkpoint.
  const [first] = listEpochs(studio.db, outcome.run);
  saveEpoch(studio.db, { ...first!, epoch: 9 });
  updateRun(studio.db, outcome.run, { bestEpoch: 9 });
  const epochs: number[] = [];
  let known: readonly unknown[] = [];
  const resumed = await resumeRun(
    studio,
    outcome.run,
    handlers({
      onStarted: (run) => (known = [...listEpochs(studio.db, run).map(({ epoch }) => epoch), getRun(studio.db, run).bestEpoch]),
      onEvent: (event) => void (event.type === 'epoch' && epochs.push(event.report.epoch)),
    }),
  );
  expect(resumed.status).toBe('done');
  const { epochs: kept, best } = { epochs: epochs[0]! - 1, best: known.at(-1) as number };
  expect(kept, 'not from the beginning').toBeGreaterThan(0);
  expect(known).toEqual([...Array.from({ length: kept }, (_, at) => at + 1), best]);
  expect(best).toBeLessThanOrEqual(kept);
  expect(listEpochs(studio.db, outcome.run).map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
}, 120_000);

test('damaged checkpoints stop a resume before it begins', async () => {
  const { studio } = small;
  const { run } = await start(steps, stopAfter(1));
  for (const name of ['last', 'previous']) truncateSync(join(runFolder(studio.folder, run), `${name}.safetensors`), 100);
  await expect(resumeRun(studio, run, handlers())).rejects.toMatchObject({ code: 'bad-checkpoint' });
  expect(getRun(studio.db, run).state).toBe('cancelled');
}, 120_000);

test('without an engine nothing is planned; a run whose engine is gone by then fails and says so', async () => {
  const { studio, dataset } = small;
  const spec = { ...quick, epochs: 1 };
  const planned = await planHere(studio, dataset, spec);
  const runs = listRuns(studio.db).length;
  const before = process.env.GRAFT_CACHE;
  process.env.GRAFT_CACHE = tempFolder();
  try {
    await expect(planHere(studio, dataset, spec)).rejects.toMatchObject({ code: 'engine-missing' });
    expect(listRuns(studio.db)).toHaveLength(runs);
    const outcome = await startRun(studio, dataset, planned, spec, handlers());
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'engine-missing' } });
    expect(getRun(studio.db, outcome.run).state).toBe('failed');
  } finally {
    if (before === undefined) delete process.env.GRAFT_CACHE;
    else process.env.GRAFT_CACHE = before;
  }
});

test.skipIf(!existsSync('/proc/self/task'))(
  'when the program is killed its trainer ends by itself, and the run can go on',
  async () => {
    const own = await openSmallStudio([32, 32]);
    const { studio } = own;
    try {
      const script = join(import.meta.dirname, '../../../../test/train-and-tell.ts');
      const program = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', script, studio.folder.root, own.pictures],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const [text] = (await once(program.stdout, 'data')) as [Buffer];
      const trainer = Number(text.toString());
      expect(readFileSync(`/proc/${trainer}/cmdline`, 'utf8')).toContain('main/trainer.ts');
      const run = listRuns(studio.db)[0]!;
      expect(run.state).toBe('running');
      settleOrphans(studio);
      expect(getRun(studio.db, run.id).state, 'it is being trained').toBe('running');
      program.kill('SIGKILL');
      await once(program, 'close');
      for (let tries = 0; tries < 200 && processToken(trainer) !== null; tries++) await wait(100);
      expect(processToken(trainer), 'the trainer has ended').toBeNull();
    // It was told of its first epoch, so it stands in the second, of 24 steps.
    const { epochs: done, batch } = (await loadProgress(runFolder(studio.folder, run.id)))!;
    expect([done, batch > 0], 'it wrote a checkpoint before it ended').toEqual([1, true]);

      expect(trainerLease(studio.db)).toBeNull();
      settleOrphans(studio);
      expect(runRow(studio, run.id), 'it can be ended with what it has learned').toMatchObject({ state: 'failed', error: { code: 'trainer-died' }, isFinishable: true, bestEpoch: 1 });
      const resumed = await resumeRun(studio, run.id, handlers(stopAfter(1)));
      expect(resumed.status).toBe('cancelled');
      const epochs = listEpochs(studio.db, run.id).map(({ epoch }) => epoch);
      expect(epochs.length).toBeGreaterThan(1);
      expect(epochs).toEqual(epochs.map((_, i) => i + 1));
      rmSync(studio.folder.runs, { recursive: true });
    } finally {
      own.close();
    }
  },
  120_000,
);
