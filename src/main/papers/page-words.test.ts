import { expect, test } from 'vitest';
import { openDatabase } from '../../core/store/database.ts';
import { insertVersion } from '../../core/store/dataset-versions.ts';
import { insertDataset } from '../../core/store/datasets.ts';
import { createRun } from '../../core/store/runs.ts';
import { pageWords } from './page-words.ts';

test('what went wrong, and what runs are called, is told in the language of the page, as the window says it there', () => {
  const db = openDatabase(':memory:');
  insertDataset(db, { id: 'weeds', name: 'Weeds', root: '/weeds' });
  const { id } = insertVersion(db, { datasetId: 'weeds', fingerprint: 'f', valShare: 0.2, testShare: 0, splitSeed: 0 }, ['dock'], []);
  createRun(db, { datasetVersionId: id, backboneId: 'starter', spec: {}, name: 'first\u001b[31m try' });
  createRun(db, { datasetVersionId: id, backboneId: 'starter', spec: {} });
  const [en, de] = [pageWords('en', { db }), pageWords('de', { db })];
  expect([1, 2, 3].map(en.called)).toEqual(['1 (“first\\u001b[31m try”)', '2', '3']);
  expect([1, 2].map(de.called)).toEqual(['1 („first\\u001b[31m try“)', '2']);
  const error = { code: 'nan-loss', message: 'The training loss became NaN in epoch 2, step 7', values: { kind: 'nan-loss', epoch: 2, step: 7 } } as const;
  expect(en.faultOf(error)).toBe(error.message);
  expect(de.faultOf(error)).toBe('Der Trainingsverlust wurde in Epoche 2, Schritt 7 zu keiner Zahl');
  expect(de.faultOf({ code: 'internal', message: 'odd' })).toContain('odd');
});
