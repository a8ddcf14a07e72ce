import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { closeDatabase, openDatabase, type Database } from './database.ts';
import { insertVersion } from './dataset-versions.ts';
import { deleteDataset, insertDataset, runsOfDataset } from './datasets.ts';
import { listExports, saveExport } from './exports.ts';
import { saveScan } from './images.ts';
import type { ScannedFile } from './scanned-file.ts';
import { eachPrediction, listEvaluations, listPredictions, saveEvaluation } from './predictions.ts';
import { processOwner } from '../files/process-owner.ts';
import { processToken } from '../files/process-token.ts';
import {
  createRun,
  deleteRun,
  failOrphanedRuns,
  getRun,
  listEpochs,
  listRuns,
  moveRun,
  runNames,
  saveEpoch,
  updateRun,
} from './runs.ts';
import { acquireTrainerLease, releaseTrainerLease, trainerLease } from './trainer-lease.ts';
import { trainerLeases as table } from './run-tables.ts';

const picture = (path: string, sha256: string): ScannedFile => ({
  path,
  sha256,
  sizeBytes: 10,
  modifiedMs: 1,
  width: 4,
  height: 3,
  problem: null,
});

function withVersion(): { db: Database; versionId: number; imageIds: number[] } {
  const db = openDatabase(':memory:');
  insertDataset(db, { id: 'weeds', name: 'Weeds', root: '/weeds' });
  const ids = [...saveScan(db, 'weeds', [picture('a/1.png', 'aa'), picture('b/1.png', 'bb')]).values()];
  const version = insertVersion(
    db,
    { datasetId: 'weeds', fingerprint: 'f', valShare: 0.2, testShare: 0, splitSeed: 0 },
    ['a', 'b'],
    ids.map((imageId, label) => ({ imageId, label, split: 'val' as const })),
  );
  return { db, versionId: version.id, imageIds: ids };
}

const newRun = (db: Database, datasetVersionId: number, name?: string) =>
  createRun(db, { datasetVersionId, backboneId: 'starter', spec: { epochs: 3 }, name: name ?? null });

test('a run is found by number, listed newest first, and its number is never used again', () => {
  const { db, versionId } = withVersion();
  expect(() => getRun(db, 1)).toThrow(
    expect.objectContaining({ code: 'not-found', hint: expect.stringContaining('graft train') }),
  );
  const first = newRun(db, versionId, 'leaves');
  const second = newRun(db, versionId, 'leaves');
  expect(first).toMatchObject({ id: 1, state: 'queued', spec: { epochs: 3 }, plan: null, metrics: null });
  expect(runNames(db)).toEqual([{ id: second.id, name: 'leaves' }, { id: 1, name: 'leaves' }]);
  expect(() => getRun(db, 3)).toThrow(expect.objectContaining({ code: 'not-found' }));
  expect(listRuns(db)).toMatchObject([{ id: 2, datasetId: 'weeds', datasetName: 'Weeds', datasetVersion: 1 }, { id: 1 }]);
  deleteRun(db, 2);
  expect(newRun(db, versionId).id).toBe(3);
  closeDatabase(db);
});

test('a run moves only from the states named, and keeps what was stored', () => {
  const { db, versionId } = withVersion();
  newRun(db, versionId);
  expect(moveRun(db, 1, ['queued', 'paused'], 'running', { startedAtMs: 5 })).toBe(true);
  expect(moveRun(db, 1, ['queued'], 'cancelled')).toBe(false);
  expect(updateRun(db, 1, { metrics: { valAccuracy: 1, valLoss: 0.5, valMacroF1: 1 } })).toMatchObject({
    state: 'running',
    startedAtMs: 5,
    metrics: { valLoss: 0.5 },
  });
  expect(listRuns(db, { states: ['running', 'paused'] })).toHaveLength(1);
  expect(listRuns(db, { states: ['queued'] })).toHaveLength(0);
  expect(listRuns(db, { datasetId: 'other' })).toHaveLength(0);
  expect(failOrphanedRuns(db, () => true)).toEqual([]);
  expect(failOrphanedRuns(db, () => false)).toMatchObject([{ id: 1, state: 'failed', error: { code: 'trainer-died' } }]);
  closeDatabase(db);
});

test('epochs come back in order; one done again after a resume replaces the first', () => {
  const { db, versionId } = withVersion();
  newRun(db, versionId);
  const epoch = (number: number, trainLoss: number) => ({
    runId: 1,
    epoch: number,
    phase: 'head',
    trainLoss,
    trainAccuracy: 0.5,
    valLoss: 1,
    valAccuracy: 0.5,
    learningRate: 1e-3,
    imagesPerSecond: 10,
    seconds: 1,
  });
  for (const number of [2, 1, 3]) saveEpoch(db, epoch(number, number));
  saveEpoch(db, epoch(2, 9));
  expect(listEpochs(db, 1).map((row) => [row.epoch, row.trainLoss])).toEqual([
    [1, 1],
    [2, 9],
    [3, 3],
  ]);
  expect(() => saveEpoch(db, { ...epoch(1, 1), runId: 7 })).toThrow(/FOREIGN KEY/);
  closeDatabase(db);
});

test('predictions keep every bit of their probabilities, and go with their run', () => {
  const { db, versionId, imageIds } = withVersion();
  newRun(db, versionId);
  const probabilities = Float32Array.of(0.1, 1 / 3, Number.MIN_VALUE, -0);
  const odd = new Float32Array(new ArrayBuffer(24), 8, 2).fill(0.7);
  const metrics = {
    accuracy: 1,
    accuracyInterval: [0.3, 1] as [number, number],
    correct: 2,
    images: 2,
    macroF1: 1,
    logLoss: 0.1,
    perClass: [],
    confusion: [],
  };
  const rows = [
    { imageId: imageIds[0]!, file: 'a/1.png', label: 0, predicted: 1, probabilities },
    { imageId: null, file: 'new.png', label: null, predicted: 0, probabilities: odd },
  ];
  const saved = saveEvaluation(db, { runId: 1, datasetVersionId: versionId, split: 'val', metrics }, rows);
  expect(listPredictions(db, saved.id)).toEqual(rows);
  expect([...eachPrediction(db, saved.id)]).toEqual(rows);
  expect(() => saveEvaluation(db, { runId: 1, folder: '/x', split: 'all', metrics }, [rows[0]!, rows[0]!])).toThrow(
    /UNIQUE/,
  );
  expect(listEvaluations(db, 1)).toHaveLength(1);
  expect(runsOfDataset(db, 'weeds')).toEqual([1]);
  expect(() => deleteDataset(db, 'weeds')).toThrow(/FOREIGN KEY/);
  saveExport(db, { runId: 1, format: 'onnx', folder: '/e', receipt: { images: 2, maxAbsDiff: 0, top1Agreement: 1 } });
  expect(listExports(db)).toMatchObject([{ runId: 1, receipt: { images: 2 } }]);
  deleteRun(db, 1);
  expect(db.$client.prepare('SELECT count(*) FROM predictions').pluck().get()).toBe(0);
  expect(listExports(db, 1)).toEqual([]);
  deleteDataset(db, 'weeds');
  closeDatabase(db);
});

test('one trainer at a time: the living keep the lock, the dead lose it', async () => {
  const { db, versionId } = withVersion();
  newRun(db, versionId);
  newRun(db, versionId);
  const sleeper = spawn('sleep', ['60']);
  await once(sleeper, 'spawn');
  expect(acquireTrainerLease(db, 1, processOwner(sleeper.pid!)!)).toBeNull();
  expect(trainerLease(db)).toMatchObject({ pid: sleeper.pid, runId: 1 });
  expect(() => acquireTrainerLease(db, 2)).toThrow(
    expect.objectContaining({ code: 'busy', message: expect.stringContaining('Run 1') }),
  );
  expect(releaseTrainerLease(db)).toBe(false);

  sleeper.kill('SIGKILL');
  await once(sleeper, 'exit');
  expect(trainerLease(db)).toBeNull();
  expect(acquireTrainerLease(db, 2)).toMatchObject({ pid: sleeper.pid, runId: 1 });
  expect(() => acquireTrainerLease(db, 1), 'one run at a time in one process too').toThrow(
    expect.objectContaining({ code: 'busy', message: expect.stringContaining('Run 2') }),
  );
  expect(acquireTrainerLease(db, 2), 'again for the same run').toBeNull();
  expect(trainerLease(db)).toMatchObject({ pid: process.pid, runId: 2 });
  expect(releaseTrainerLease(db)).toBe(true);
  expect(trainerLease(db)).toBeNull();
  closeDatabase(db);
});

test('a pid that belongs to a later process does not hold the lock of an earlier one', () => {
  const { db, versionId } = withVersion();
  newRun(db, versionId);
  acquireTrainerLease(db, 1, processOwner(process.ppid)!);
  const earlier = processOwner(process.ppid)!.replace(/[0-9a-f]{8}$/, '00000000');
  db.update(table).set({ owner: earlier }).run();
  expect(trainerLease(db)).toBeNull();
  expect(acquireTrainerLease(db, 1)).toMatchObject({ pid: process.ppid });
  closeDatabase(db);
});

test('a token is the same while a process lives, differs between processes, and is null for none', () => {
  expect(processToken(process.pid)).toBe(processToken(process.pid));
  expect(processToken(process.pid)).not.toBe(processToken(process.ppid));
  expect(processToken(2 ** 22 + 1)).toBeNull();
});
