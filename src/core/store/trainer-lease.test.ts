import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { processOwner } from '../files/process-owner.ts';
import { closeDatabase, openDatabase } from './database.ts';
import type { Database } from './database.ts';
import { insertDataset } from './datasets.ts';
import { insertVersion } from './dataset-versions.ts';
import { moveInQueue, putInQueue, queuedRuns } from './queue.ts';
import { createRun, moveRun } from './runs.ts';
import { acquireTrainerLease, beatTrainerLease, trainerLease } from './trainer-lease.ts';

/** Runs 1 to 4, all queued by nobody. */
function withRuns(): Database {
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  insertDataset(db, { id: 'weeds', name: 'Weeds', root: '/weeds' });
  const version = { datasetId: 'weeds', fingerprint: 'ab', valShare: 0.2, testShare: 0, splitSeed: 0 };
  const { id } = insertVersion(db, version, ['dock'], []);
  for (let i = 0; i < 4; i++) createRun(db, { datasetVersionId: id, backboneId: 'starter', spec: {} });
  return db;
}

async function sleeper(): Promise<{ owner: string; end: () => Promise<void>; stop: () => void }> {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const end = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { owner: processOwner(child.pid!)!, end, stop: () => void child.kill('SIGSTOP') };
}

const anHourAgo = (db: Database): void => void db.$client.prepare('UPDATE trainer_lease SET heartbeat_at_ms = heartbeat_at_ms - 3600000').run();

test('an owner that sleeps keeps its lease however long it is silent; a killed one loses it at once', async () => {
  const db = withRuns();
  const { owner, stop, end } = await sleeper();
  acquireTrainerLease(db, 1, owner);
  stop();
  anHourAgo(db);
  expect(trainerLease(db)).toMatchObject({ runId: 1, owner, isOurs: false });
  expect(() => acquireTrainerLease(db, 2)).toThrow(expect.objectContaining({ code: 'busy' }));
  await end();
  expect(trainerLease(db)).toBeNull();
  expect(acquireTrainerLease(db, 2)).toMatchObject({ owner });
  expect(trainerLease(db)).toMatchObject({ runId: 2, isOurs: true });
});

test('a killed owner is replaced when its engine process has ended', async () => {
  const db = withRuns();
  const [program, engine] = [await sleeper(), await sleeper()];
  acquireTrainerLease(db, 1, program.owner);
  db.$client.prepare('UPDATE trainer_lease SET engine = ?').run(engine.owner);
  await program.end();
  expect(trainerLease(db), 'it writes its last checkpoint').toMatchObject({ runId: 1 });
  await engine.end();
  expect(trainerLease(db)).toBeNull();
});

test('of an owner in another container there is only the heartbeat, and one that was robbed is told', () => {
  const db = withRuns();
  const stranger = '7-00000000-00000000';
  acquireTrainerLease(db, 1, stranger);
  expect(() => acquireTrainerLease(db, 1)).toThrow(expect.objectContaining({ code: 'busy' }));
  anHourAgo(db);
  expect(trainerLease(db)).toBeNull();
  acquireTrainerLease(db, 1);
  expect(beatTrainerLease(db, 1, null)).toBe(true);
  db.$client.prepare('UPDATE trainer_lease SET owner = ?').run(stranger);
  expect(beatTrainerLease(db, 1, null)).toBe(false);
});

test('the queue is in the order of coming, can be put into another, and knows who waits', async () => {
  const db = withRuns();
  const { owner, end } = await sleeper();
  for (const run of [3, 1]) putInQueue(db, run, owner);
  const order = () => queuedRuns(db).map(({ run }) => run.id);
  expect(order(), 'those of a version before go first').toEqual([2, 4, 3, 1]);
  expect(queuedRuns(db).map(({ owned }) => owned)).toEqual(['gone', 'gone', 'awake', 'awake']);
  moveInQueue(db, 1, 1);
  expect(order()).toEqual([1, 2, 4, 3]);
  moveInQueue(db, 2, 99);
  expect(order()).toEqual([1, 4, 3, 2]);
  putInQueue(db, 4, owner);
  expect(order(), 'again: behind all').toEqual([1, 3, 2, 4]);
  moveRun(db, 3, ['queued'], 'cancelled');
  expect(moveInQueue(db, 3, 1)).toBe(false);
  expect(order()).toEqual([1, 2, 4]);
  db.$client.prepare('UPDATE queue SET seen_at_ms = 0 WHERE run_id = 1').run();
  expect(queuedRuns(db).map(({ owned }) => owned)).toEqual(['asleep', 'gone', 'awake']);
  await end();
  expect(queuedRuns(db).map(({ owned }) => owned)).toEqual(['gone', 'gone', 'gone']);
});
