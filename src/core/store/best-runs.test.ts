import { expect, onTestFinished, test } from 'vitest';
import { finishedRun } from '../../../test/finished-run.ts';
import { bestRuns, pinRun, unpinRun } from './best-runs.ts';
import { changedSince, lastChange } from './changes.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { insertVersion } from './dataset-versions.ts';
import { insertDataset } from './datasets.ts';
import { createRun, deleteRun, listRuns } from './runs.ts';

function twoDatasets() {
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  const versions = ['weeds', 'shoes'].map((id) => {
    insertDataset(db, { id, name: id, root: `/${id}` });
    return insertVersion(db, { datasetId: id, fingerprint: 'f', valShare: 0.2, testShare: 0, splitSeed: 0 }, ['a', 'b'], []).id;
  });
  const spec = (datasetVersionId: number) => ({ datasetVersionId, backboneId: 'starter', spec: {} });
  return { db, weeds: spec(versions[0]!), shoes: spec(versions[1]!) };
}

test('the best of each data set, and the pinned one instead', () => {
  const { db, weeds, shoes } = twoDatasets();
  expect(bestRuns(db)).toEqual(new Map());
  const [first, best, last, other] = [finishedRun(db, weeds, 0.7), finishedRun(db, weeds, 0.8), finishedRun(db, weeds, 0.6), finishedRun(db, shoes, 0.5)];
  createRun(db, weeds);
  expect(bestRuns(db).get('weeds')).toEqual({ run: best.id, because: 'best', best: best.id, newer: last.id, incomparable: null });
  expect(bestRuns(db, 'shoes')).toEqual(new Map([['shoes', expect.objectContaining({ run: other.id })]]));
  pinRun(db, first.id);
  pinRun(db, last.id);
  expect(bestRuns(db).get('weeds')).toMatchObject({ run: last.id, because: 'pinned', best: best.id, newer: null });
  expect(bestRuns(db).get('shoes')).toMatchObject({ run: other.id, because: 'best' });
  expect(listRuns(db).filter(({ isPinned }) => isPinned).map(({ id }) => id)).toEqual([last.id]);
  expect([unpinRun(db, first.id), unpinRun(db, last.id), unpinRun(db, last.id)]).toEqual([false, true, false]);
  expect(bestRuns(db).get('weeds')).toMatchObject({ run: best.id });
});

test('of runs that were judged by the same pictures the lower validation loss decides', () => {
  const { db, weeds } = twoDatasets();
  const sharp = finishedRun(db, weeds, 0.8, { valLoss: 0.3 });
  finishedRun(db, weeds, 0.8, { valLoss: 0.4 });
  expect(bestRuns(db).get('weeds')).toMatchObject({ run: sharp.id });
});

test('only what is done can be pinned; a run that goes takes its pin with it', () => {
  const { db, weeds } = twoDatasets();
  const waiting = createRun(db, weeds);
  expect(() => pinRun(db, waiting.id)).toThrow(expect.objectContaining({ code: 'bad-usage', field: 'run' }));
  expect(() => pinRun(db, 99)).toThrow(expect.objectContaining({ code: 'not-found' }));
  const [done, other] = [finishedRun(db, weeds, 0.5), finishedRun(db, weeds, 0.6)];
  pinRun(db, done.id);
  deleteRun(db, done.id);
  expect(bestRuns(db).get('weeds')).toMatchObject({ run: other.id, because: 'best' });
});

test('a pin that goes from one run to another is a change of both, whoever made it', () => {
  const { db, weeds } = twoDatasets();
  const [first, second] = [finishedRun(db, weeds, 0.5), finishedRun(db, weeds, 0.6)];
  const changed = (act: () => unknown): number[] => {
    const before = lastChange(db);
    act();
    return changedSince(db, before).runs;
  };
  expect(changed(() => pinRun(db, first.id))).toEqual([first.id]);
  expect(changed(() => pinRun(db, second.id))).toEqual([first.id, second.id]);
  expect(changed(() => unpinRun(db, second.id))).toEqual([second.id]);
});
