import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openSmallStudio, quick, quickResnet } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import type { StudioEvent } from '../../../shared/contract/events.ts';
import type { RunProgress } from '../../../shared/contract/run-calls.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import { runFolder } from '../../data-folder.ts';
import { ownProcess, processOwner } from '../../files/process-owner.ts';
import { createEventHub } from '../../events/event-hub.ts';
import { isFinishing, putInQueue } from '../../store/queue.ts';
import { createRun, getRun, listEpochs, updateRun } from '../../store/runs.ts';
import { acquireTrainerLease, trainerLease } from '../../store/trainer-lease.ts';
import { openStudio } from '../../open-studio.ts';
import type { Studio } from '../../open-studio.ts';
import { runRow } from '../results/run-view.ts';
import { planHere } from './plan-here.ts';
import { createRunQueue } from './run-queue.ts';
import type { QueueOptions, RunQueue } from './run-queue.ts';
import type { RunState } from '../../../shared/run-state.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([12, 12]);
});
afterAll(() => small.close());

/** Eighteen steps an epoch, of a network that takes its time on any machine: long enough to be caught in the middle. */
const steps: RunSpec = { ...quickResnet, freeze: 'until:stage4', batchSize: 1, epochs: 4 };
const minutes = { timeout: 120_000 };

interface Opened {
  readonly queue: RunQueue;
  readonly told: StudioEvent[];
  /** Resolves at the first event that fits, past ones included. */
  heard(fits: (event: StudioEvent) => boolean): Promise<void>;
  until(run: number, ...states: RunState[]): Promise<void>;
}

function openQueue(options: QueueOptions = {}, studio: Studio = small.studio): Opened {
  const events = createEventHub();
  const told: StudioEvent[] = [];
  const listeners: ((event: StudioEvent) => void)[] = [];
  const publish = (event: StudioEvent) => {
    told.push(event);
    for (const listener of listeners) listener(event);
    events.publish(event);
  };
  const queue = createRunQueue(studio, { ...events, publish }, { lookMs: 100, ...options });
  onTestFinished(() => queue.close());
  const heard = (fits: (event: StudioEvent) => boolean) =>
    new Promise<void>((resolve) => {
      if (told.some(fits)) resolve();
      else listeners.push((event) => fits(event) && resolve());
    });
  const until = async (run: number, ...states: RunState[]) => {
    while (!states.includes(getRun(studio.db, run).state)) await wait(20);
  };
  return { queue, told, heard, until };
}

const start = (queue: RunQueue, spec: RunSpec) => queue.start(small.dataset.dataset.id, spec);
const isProgress = (event: StudioEvent, run: number, fits: (progress: RunProgress) => boolean): boolean =>
  event.type === 'run-progress' && event.progress.run === run && fits(event.progress);
/** In the middle of an epoch: the first is told, and the trainer is at the second. Progress is told too seldom to be waited for. */
const inMidEpoch = (run: number) => (event: StudioEvent) => event.type === 'run-epoch' && event.run === run;
const epochsOf = (run: number) => listEpochs(small.studio.db, run).map(({ epoch }) => epoch);
const weightsDigest = (run: number): string =>
  createHash('sha256')
    .update(readFileSync(path.join(runFolder(small.studio.folder, run), 'model.safetensors')))
    .digest('hex');

test('two runs are trained one after the other, and the windows hear of every state and epoch', minutes, async () => {
  const { queue, told, until } = openQueue();
  const first = await start(queue, { ...quick, epochs: 2, name: 'first' });
  const second = await start(queue, { ...quick, epochs: 1, seed: 3 });
  expect(second).toMatchObject({ state: 'queued', plan: { seed: 3 }, startedAtMs: null });
  await until(second.run, 'done', 'failed');
  await wait(0);
  const states = (run: number) =>
    told.flatMap((event) => (event.type === 'run' && event.run.run === run ? [event.run.state] : []));
  expect([...new Set(states(first.run))]).toEqual(['queued', 'running', 'done']);
  expect([...new Set(states(second.run))]).toEqual(['queued', 'running', 'done']);
  expect(getRun(small.studio.db, second.run).startedAtMs).toBeGreaterThanOrEqual(
    getRun(small.studio.db, first.run).finishedAtMs!,
  );
  const epochs = told.flatMap((event) => (event.type === 'run-epoch' ? [[event.run, event.report.epoch]] : []));
  expect(epochs).toEqual([
    [first.run, 1],
    [first.run, 2],
    [second.run, 1],
  ]);
  expect(told.some((event) => isProgress(event, first.run, ({ memoryBytes }) => memoryBytes! > 5e7))).toBe(true);
  expect(queue.progress(first.run)).toBeNull();
  const done = told.findLast((event) => event.type === 'run');
  expect(done).toMatchObject({ run: { headline: { split: 'val', images: 6 }, frozen: { changed: 0 }, isResumable: false } });
});

test('a paused run can end with the best weights so far: done, evaluated, its model there, and no epoch more', minutes, async () => {
  const { queue, heard, until } = openQueue();
  const { run } = await start(queue, { ...steps, epochs: 40 });
  await heard((event) => event.type === 'run-epoch' && event.run === run);
  const paused = await queue.pause(run);
  expect(paused).toMatchObject({ state: 'paused', isResumable: true, isFinishable: true, headline: null });
  const epochs = epochsOf(run);
  expect(epochs.length).toBeLessThan(40);
  await queue.finish(run);
  await until(run, 'done', 'failed');
  expect(epochsOf(run)).toEqual(epochs);
  const row = runRow(small.studio, run);
  expect(row).toMatchObject({ state: 'done', bestEpoch: paused.bestEpoch, headline: { split: 'val', images: 6 }, frozen: { changed: 0 }, isFinishable: false });
  expect(weightsDigest(run)).toHaveLength(64);
  await expect(queue.finish(run)).rejects.toMatchObject({ code: 'bad-usage' });
});

test('what has not ended an epoch has nothing to keep; a wish to go on later takes the place of one to end', minutes, async () => {
  const { queue, until } = openQueue();
  const first = await start(queue, { ...steps, epochs: 40 });
  const { run } = await start(queue, steps);
  await queue.pause(run);
  expect(runRow(small.studio, run)).toMatchObject({ isFinishable: false });
  await expect(queue.finish(run)).rejects.toMatchObject({ code: 'bad-usage', field: 'run', hint: expect.stringContaining('runs delete') });
  await queue.stop(first.run);
  putInQueue(small.studio.db, run, ownProcess(), { finishes: true });
  expect(isFinishing(small.studio.db, run)).toBe(true);
  await queue.resume(run);
  expect(isFinishing(small.studio.db, run)).toBe(false);
  await until(run, 'done', 'failed');
  expect(epochsOf(run)).toEqual([1, 2, 3, 4]);
});

test('a run that is paused in mid-epoch and resumed ends with the same bits as one that is not', minutes, async () => {
  const { queue, told, heard, until } = openQueue();
  const undisturbed = await start(queue, steps);
  await until(undisturbed.run, 'done', 'failed');
  const { run } = await start(queue, steps);
  await heard(inMidEpoch(run));
  const paused = await queue.pause(run);
  expect(paused).toMatchObject({ state: 'paused', error: null, isResumable: true });
  expect(trainerLease(small.studio.db)).toBeNull();
  expect(epochsOf(run).length).toBeLessThan(4);
  await expect(queue.pause(run)).rejects.toMatchObject({ code: 'bad-usage', field: 'run' });
  await queue.resume(run);
  await until(run, 'done', 'failed');
  expect(epochsOf(run)).toEqual([1, 2, 3, 4]);
  expect(weightsDigest(run)).toBe(weightsDigest(undisturbed.run));
  const whole = told.flatMap((event) => (event.type === 'run-progress' && event.progress.run === undisturbed.run ? [event.progress] : []));
  expect(whole[0]).toMatchObject({ activity: 'starting', leg: 0 });
  expect(whole[0]!.fraction).toBeLessThan(0.01);
  expect(whole.every(({ fraction }, i) => i === 0 || fraction >= whole[i - 1]!.fraction)).toBe(true);
  expect(whole.at(-1)!.legs[whole.at(-1)!.leg]).toEqual({ activity: 'evaluating', phase: null });
  expect(told.some((event) => isProgress(event, run, ({ secondsLeft }) => secondsLeft! > 0))).toBe(true);
  // Resumed, it begins where it was.
  const again = told.flatMap((event) => (event.type === 'run-progress' && event.progress.run === run ? [event.progress] : []));
  const starts = again.flatMap((progress, i) => (progress.activity === 'starting' && again[i - 1]?.activity !== 'starting' ? [progress] : []));
  expect(starts.length).toBe(2);
  expect(starts[1]!.fraction).toBeGreaterThan(0);
  // What its parts took is kept of a run that was seen whole.
  const kept = getRun(small.studio.db, undisturbed.run).pace!.legs;
  expect(kept.filter(({ activity }) => activity !== 'features').map(({ activity, units }) => [activity, units])).toEqual([['starting', 1], ['training', 4], ['saving', 1], ['evaluating', 6]]);
  expect(getRun(small.studio.db, run).pace).toBeNull();
  await expect(queue.resume(run)).rejects.toMatchObject({ code: 'bad-usage' });
});

test.skipIf(!existsSync('/proc/self/task'))(
  'a trainer that is killed leaves a failed run with its reason; Resume ends it',
  minutes,
  async () => {
    const { queue, heard, until, told } = openQueue();
    const { run } = await start(queue, steps);
    await heard(inMidEpoch(run));
    const pid = Number(readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ').at(-1));
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('trainer.ts');
    process.kill(pid, 'SIGKILL');
    await heard((event) => event.type === 'run' && event.run.run === run && event.run.state === 'failed');
    expect(told.findLast((event) => event.type === 'run')).toMatchObject({
      run: { error: { code: 'trainer-died', message: expect.stringContaining('SIGKILL') }, isResumable: true },
    });
    expect(await queue.resume(run)).toMatchObject({ error: null });
    await until(run, 'done', 'failed');
    expect(getRun(small.studio.db, run)).toMatchObject({ state: 'done', error: null });
    expect(epochsOf(run)).toEqual([1, 2, 3, 4]);
  },
);

test(
  'the program ends in mid-run: the run is paused, the queue stays, and the next start goes on with it',
  minutes,
  async () => {
    const first = openQueue();
    const { run } = await start(first.queue, steps);
    const waiting = await start(first.queue, { ...quick, epochs: 1 });
    await first.heard(inMidEpoch(run));
    await first.queue.close();
    expect(getRun(small.studio.db, run)).toMatchObject({ state: 'paused' });
    expect(getRun(small.studio.db, waiting.run).state).toBe('queued');
    expect(trainerLease(small.studio.db)).toBeNull();

    const again = openStudio({ dataDir: small.studio.folder.root });
    onTestFinished(() => again.close());
    const second = openQueue({}, again);
    await second.until(waiting.run, 'done', 'failed');
    await second.queue.resume(run);
    await second.until(run, 'done', 'failed');
    expect([getRun(again.db, waiting.run).state, getRun(again.db, run).state]).toEqual(['done', 'done']);
    await second.queue.close();
  },
);

test(
  'a trainer that does not end in time is killed, and the run is paused where its last epoch ended',
  minutes,
  async () => {
    const { queue, heard } = openQueue({ closePatienceMs: 0 });
    const { run } = await start(queue, steps);
    await heard(inMidEpoch(run));
    await queue.close();
    expect(getRun(small.studio.db, run)).toMatchObject({ state: 'paused', error: null });
    expect(trainerLease(small.studio.db)).toBeNull();
  },
);

test('a run that a program left running when it died is failed at the next start, and can be resumed', minutes, async () => {
  const { studio, dataset } = small;
  const planned = await planHere(studio, dataset, { ...quick, epochs: 1 });
  const { id } = createRun(studio.db, {
    datasetVersionId: dataset.version.id,
    backboneId: planned.backbone!.id,
    spec: quick,
    plan: planned.plan,
    state: 'running',
  });
  const { queue, until } = openQueue();
  expect(getRun(studio.db, id)).toMatchObject({ state: 'failed', error: { code: 'trainer-died' } });
  await queue.resume(id);
  await until(id, 'done', 'failed');
  expect(getRun(studio.db, id)).toMatchObject({ state: 'done', startedAtMs: expect.any(Number) });
});

test("while a terminal trains the queue waits; the windows see the terminal's run; then it goes on", minutes, async () => {
  const { studio, dataset } = small;
  const terminal = spawn('sleep', ['100'], { stdio: 'ignore' });
  onTestFinished(() => void terminal.kill('SIGKILL'));
  await once(terminal, 'spawn');
  const other = openStudio({ dataDir: studio.folder.root });
  onTestFinished(() => other.close());
  const planned = await planHere(studio, dataset, quick);
  const theirs = createRun(other.db, {
    datasetVersionId: dataset.version.id,
    backboneId: planned.backbone!.id,
    spec: quick,
    plan: planned.plan,
  }).id;
  acquireTrainerLease(other.db, theirs, processOwner(terminal.pid!)!);
  const { queue, heard, until, told } = openQueue({ answerPatienceMs: 300 });
  updateRun(other.db, theirs, { state: 'running' });
  await heard((event) => event.type === 'run' && event.run.run === theirs && event.run.state === 'running');
  const { run } = await start(queue, { ...quick, epochs: 1 });
  await wait(400);
  expect(getRun(studio.db, run).state).toBe('queued');
  // It is no program of ours: it never answers.
  await expect(queue.pause(theirs)).rejects.toMatchObject({ code: 'busy', values: { kind: 'stop-not-answered', run: theirs, pid: terminal.pid } });
  await expect(queue.remove(theirs)).rejects.toMatchObject({ code: 'busy' });
  terminal.kill('SIGKILL');
  await until(run, 'done', 'failed');
  expect(getRun(studio.db, run).state).toBe('done');
  expect(told.some((event) => event.type === 'run' && event.run.run === theirs && event.run.state === 'failed')).toBe(true);
});

test('a queued run can be paused, stopped and removed; one that is trained cannot be removed', minutes, async () => {
  const { queue, heard, told } = openQueue();
  const { run } = await start(queue, steps);
  const [a, b] = [await start(queue, quick), await start(queue, quick)];
  expect(await queue.pause(a.run)).toMatchObject({ state: 'paused', isResumable: true });
  expect(await queue.stop(a.run)).toMatchObject({ state: 'cancelled' });
  await queue.remove(b.run);
  expect(told.at(-1)).toEqual({ type: 'run-removed', run: b.run });
  await heard(inMidEpoch(run));
  await expect(queue.remove(run)).rejects.toMatchObject({ code: 'busy' });
  expect(await queue.stop(run)).toMatchObject({ state: 'cancelled' });
  await expect(queue.stop(run)).rejects.toMatchObject({ code: 'bad-usage' });
  expect((await queue.remove(run)).freedBytes).toBeGreaterThan(1e5);
  await expect(queue.resume(run)).rejects.toMatchObject({ code: 'not-found' });
});

test('what cannot be planned or resumed is told to the one who asks', minutes, async () => {
  const { queue, heard } = openQueue();
  await expect(start(queue, { ...quick, backbone: 'resnet18.none' })).rejects.toMatchObject({ code: 'not-found' });
  const { run } = await start(queue, steps);
  await heard(inMidEpoch(run));
  await queue.pause(run);
  for (const name of ['last', 'previous']) {
    truncateSync(path.join(runFolder(small.studio.folder, run), `${name}.safetensors`), 100);
  }
  await expect(queue.resume(run)).rejects.toMatchObject({ code: 'bad-checkpoint' });
  expect(getRun(small.studio.db, run).state).toBe('paused');
});

test('a time budget is measured when the turn has come, and told as a notice', minutes, async () => {
  const { queue, told, heard, until } = openQueue();
  const { run } = await start(queue, { ...steps, epochs: 5000, timeBudgetSeconds: 8 });
  const fits = (event: StudioEvent) => event.type === 'run-notice' && event.run === run && event.notice.about === 'budget' && event.notice.epochs < 5000;
  await heard(fits);
  await until(run, 'running', 'done', 'failed');
  expect(told.find(fits)).toMatchObject({ notice: { epochs: getRun(small.studio.db, run).plan!.phases.at(-1)!.epochs } });
  await queue.stop(run);
});
