import { expect, test } from 'vitest';
import { smallPhase, smallPlan } from '../../../../test/small-run.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import { openDatabase } from '../../store/database.ts';
import { insertVersion } from '../../store/dataset-versions.ts';
import { insertDataset } from '../../store/datasets.ts';
import { createRun, updateRun } from '../../store/runs.ts';
import { recipeOfRun } from './recipe-of-run.ts';

function recipeOf(spec: RunSpec, isPlanned: boolean) {
  const db = openDatabase(':memory:');
  insertDataset(db, { id: 'weeds', name: 'Weeds', root: '/weeds' });
  const version = insertVersion(db, { datasetId: 'weeds', fingerprint: 'f', valShare: 0.2, testShare: 0, splitSeed: 0 }, ['dock', 'nettle'], []);
  const { id } = createRun(db, { datasetVersionId: version.id, backboneId: 'starter', spec });
  if (isPlanned) updateRun(db, id, { plan: smallPlan([smallPhase({ cut: 'head' })]) });
  return recipeOfRun(db, id);
}

test('what was asked of a run, without its name, and how deep it was trained', () => {
  expect(recipeOf({ name: 'first', epochs: 3 }, true)).toMatchObject({
    spec: { epochs: 3, freeze: 'head', backbone: 'resnet18.graft_starter' },
    dataset: { name: 'Weeds', fingerprint: 'f' },
    classes: ['dock', 'nettle'],
    wentOnFrom: null,
  });
  expect(recipeOf({ name: 'first', epochs: 3 }, true)!.spec).not.toHaveProperty('name');
});

test('a run that was never planned has none, nor one with settings that are none any more', () => {
  expect(recipeOf({ epochs: 3 }, false)).toBeNull();
  expect(recipeOf({ epochs: 3, luck: 7 } as RunSpec, true)).toBeNull();
});
