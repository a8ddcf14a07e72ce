import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { finishedRun } from '../../../test/finished-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { embeddedBackbone } from '../nets/catalogue.ts';
import { pinRun } from '../store/best-runs.ts';
import { closeDatabase, openDatabase, type Database } from '../store/database.ts';
import { insertVersion } from '../store/dataset-versions.ts';
import { insertDataset } from '../store/datasets.ts';
import { createRun, deleteRun, updateRun } from '../store/runs.ts';
import { backboneMeant } from './backbone-meant.ts';
import { featuresMeant } from './features-meant.ts';
import { modelMeant } from './model-meant.ts';
import { runMeant, runOrBestMeant } from './run-meant.ts';

/** Runs 1, 2, … with these names. */
function runsCalled(...names: (string | null)[]): Database {
  const db = openDatabase(':memory:');
  onTestFinished(() => closeDatabase(db));
  insertDataset(db, { id: 'weeds', name: 'Weeds', root: '/weeds' });
  const split = { datasetId: 'weeds', fingerprint: 'f', valShare: 0.2, testShare: 0, splitSeed: 0 };
  const { id: datasetVersionId } = insertVersion(db, split, ['a', 'b'], []);
  for (const name of names) createRun(db, { datasetVersionId, backboneId: 'starter', spec: {}, name });
  return db;
}

/** An export folder as far as its name is concerned. */
function exportAt(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'manifest.json'), '{"producer":"graft-studio"}');
  return folder;
}

const refused = (code: string, hint: string | RegExp) =>
  expect.objectContaining({ code, hint: typeof hint === 'string' ? expect.stringContaining(hint) : expect.stringMatching(hint) });

test('a number is a number first: a run that is called so is never meant by it', () => {
  const db = runsCalled('first', '1', '7');
  expect([runMeant(db, '1'), runMeant(db, '#1'), runMeant(db, '01'), runMeant(db, 'first'), runMeant(db, '2')]).toEqual([1, 1, 1, 1, 2]);
  // Nor where the number is free, or has become free: deleting would take another run.
  expect(() => runMeant(db, '7')).toThrow(refused('not-found', 'run 3 is called "7"; say 3'));
  deleteRun(db, 1);
  expect(() => runMeant(db, '1')).toThrow(refused('not-found', 'run 2 is called "1"'));
  expect(() => runMeant(db, '99999999999999999999')).toThrow(refused('not-found', 'runs list'));
});

test('a word of digits means the run of that number or nothing, whatever runs are called', () => {
  const digits = fc.stringMatching(/^#?\d{1,3}$/);
  fc.assert(
    fc.property(fc.array(fc.oneof(digits, fc.string()), { maxLength: 4 }), digits, (names, text) => {
      const db = runsCalled(...names);
      const number = Number(text.replace('#', ''));
      if (number >= 1 && number <= names.length) expect(runMeant(db, text)).toBe(number);
      else expect(() => runMeant(db, text)).toThrow(refused('not-found', /./));
    }),
    { numRuns: 25 },
  );
});

test('two runs of one name: it is said which there are', () => {
  const db = runsCalled('dup', 'other', 'dup', 'Übung'.normalize('NFD'));
  expect(() => runMeant(db, 'dup')).toThrow(refused('bad-usage', '#3 or #1'));
  expect(() => runMeant(db, 'dup')).toThrow(/run 3 "dup" on Weeds \(queued\), or run 1 "dup"/);
  expect(runMeant(db, 'Übung'.normalize('NFC'))).toBe(4);
  expect(() => runMeant(db, './other')).toThrow(refused('not-found', 'runs list'));
});

test('predicting: a run and an export folder here of one name or number are asked about', async () => {
  const db = runsCalled('leaves', null, null);
  const here = tempFolder();
  expect(await modelMeant(db, 'leaves', here)).toBe(1);
  const folder = exportAt(path.join(here, 'leaves'));
  await expect(modelMeant(db, 'leaves', here)).rejects.toEqual(refused('bad-usage', '#1 or ./leaves'));
  expect(await modelMeant(db, './leaves', here)).toEqual({ exportFolder: folder });
  expect(await modelMeant(db, 'leaves', '/')).toBe(1);
  exportAt(path.join(here, '2'));
  await expect(modelMeant(db, '2', here)).rejects.toEqual(refused('bad-usage', '#2 or ./2'));
  expect([await modelMeant(db, '#2', here), await modelMeant(db, '3', here)]).toEqual([2, 3]);
  // A folder that is no export cannot be meant, nor is it said to be a run.
  mkdirSync(path.join(here, 'pictures'));
  await expect(modelMeant(db, 'pictures', here)).rejects.toEqual(refused('not-found', 'graft export'));
  await expect(modelMeant(db, 'nothing', here)).rejects.toEqual(refused('not-found', 'runs list'));
});

test('where a model is wanted, a data set means its pinned run, else the best; a run or an export of that name goes first', async () => {
  const db = runsCalled(null);
  for (const text of ['weeds', 'Weeds', '/weeds', 'id:weeds']) {
    expect(() => runOrBestMeant(db, text)).toThrow(refused('not-found', 'graft train id:weeds'));
  }
  const of = { datasetVersionId: 1, backboneId: 'starter', spec: {} };
  const [good, bad] = [finishedRun(db, of, 0.8), finishedRun(db, of, 0.6)];
  for (const text of ['weeds', 'Weeds', '/weeds', 'id:weeds']) {
    expect(runOrBestMeant(db, text)).toMatchObject({ run: good.id, because: 'best', newer: bad.id, dataset: { id: 'weeds' } });
    expect(await modelMeant(db, text)).toMatchObject({ run: good.id });
  }
  pinRun(db, bad.id);
  expect(runOrBestMeant(db, 'weeds')).toMatchObject({ run: bad.id, because: 'pinned' });
  // What changes a run wants it said.
  expect(() => runMeant(db, 'weeds')).toThrow(refused('not-found', 'runs list'));
  const here = tempFolder();
  const exportFolder = exportAt(path.join(here, 'weeds'));
  expect(await modelMeant(db, 'weeds', here)).toEqual({ exportFolder });
  updateRun(db, 1, { name: 'weeds' });
  expect([runOrBestMeant(db, 'weeds'), await modelMeant(db, 'weeds')]).toEqual([1, 1]);
  expect(() => runOrBestMeant(db, '99')).toThrow(refused('not-found', 'runs list'));
  expect(() => runOrBestMeant(db, 'nothing')).toThrow(refused('not-found', 'runs list'));
});

test('features: a run that is called like a backbone is asked about', async () => {
  const folder = { backbones: tempFolder() };
  const { id } = embeddedBackbone;
  const db = runsCalled('mine', id);
  expect(await featuresMeant(db, folder, 'mine')).toBe(1);
  expect(await featuresMeant(db, folder, '#2')).toBe(2);
  await expect(featuresMeant(db, folder, id)).rejects.toEqual(refused('bad-usage', `#2 or id:${id}`));
  expect(await featuresMeant(db, folder, `id:${id}`)).toEqual({ backbone: id });
  await expect(featuresMeant(db, folder, '3')).rejects.toEqual(refused('not-found', 'id:3'));
});

test('a file is never a backbone', () => {
  const here = tempFolder();
  mkdirSync(path.join(here, 'weights'));
  writeFileSync(path.join(here, 'weights/mine.safetensors'), '');
  writeFileSync(path.join(here, 'mine'), '');
  expect([backboneMeant('mine', here), backboneMeant('id:mine', here)]).toEqual(['mine', 'mine']);
  for (const text of ['./mine', 'weights/mine.safetensors', path.join(here, 'mine')]) {
    expect(() => backboneMeant(text, here)).toThrow(refused('bad-usage', 'backbones import'));
  }
});
