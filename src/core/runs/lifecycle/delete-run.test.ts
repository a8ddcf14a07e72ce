import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runWithModel } from '../../../../test/model-run.ts';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { runFolder } from '../../data-folder.ts';
import { ownedName } from '../../files/owned-name.ts';
import { takeLease } from '../../files/lease.ts';
import { createRun, getRun, listRuns } from '../../store/runs.ts';
import { releaseTrainerLease } from '../../store/trainer-lease.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { removeRun, settleOrphans } from './delete-run.ts';
import { createPredictors } from '../use/predictors.ts';
import { claimRun } from './turns.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([4, 4]);
});
afterAll(() => small.close());

test('a run that another process exports or evaluates is not deleted; when that process was killed, it is', async () => {
  const { studio, dataset } = small;
  const run = await runWithModel(studio, dataset);
  const folder = runFolder(studio.folder, run);
  const script = `import { withLease } from ${JSON.stringify(resolve('src/core/files/lease.ts'))};
    await withLease(${JSON.stringify(folder)}, () => new Promise((done) => { console.log('exporting'); setTimeout(done, 60000); }));`;
  const exporting = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
  await once(exporting.stdout, 'data');
  await expect(removeRun(studio, run)).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining(`Run ${run} `) });
  exporting.kill('SIGKILL');
  await once(exporting, 'exit');
  await removeRun(studio, run);
  expect(existsSync(folder)).toBe(false);
});

test('a run whose turn comes while it is being deleted is trained and stays', async () => {
  const { studio, dataset } = small;
  const { id } = createRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'any', spec: {} });
  const removing = removeRun(studio, id);
  claimRun(studio, id);
  await expect(removing).rejects.toMatchObject({ code: 'busy', message: `Run ${id} is being trained` });
  expect(getRun(studio.db, id).state).toBe('running');
  releaseTrainerLease(studio.db);
  settleOrphans(studio);
  await removeRun(studio, id);
});

test('what a program was making of an adapted model goes once that program is dead, with its files', () => {
  const { studio, dataset } = small;
  const begun = (): number => {
    const adapted = { run: 1, images: 40 } as const;
    const run = createRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'any', spec: {}, state: 'paused', plan: { adapted } as RunPlan });
    mkdirSync(runFolder(studio.folder, run.id), { recursive: true });
    return run.id;
  };
  const [nobodys, mine] = [begun(), begun()];
  const lease = takeLease(runFolder(studio.folder, mine));
  // Its model lies beside the runs before it is one.
  const beside = join(studio.folder.runs, ownedName(''));
  mkdirSync(beside);
  const there = () => [nobodys, mine].map((id) => [listRuns(studio.db, { ids: [id] }).length, existsSync(runFolder(studio.folder, id))]);
  settleOrphans(studio);
  expect(there(), 'while a living program makes one').toEqual([[1, true], [1, true]]);
  rmSync(beside, { recursive: true });
  settleOrphans(studio);
  expect(there()).toEqual([[0, false], [1, true]]);
  rmSync(lease);
  settleOrphans(studio);
  expect(there()).toEqual([[0, false], [0, false]]);
});

test('a run whose model is loaded can be deleted; whoever asks it after that is told', { timeout: 120_000 }, async () => {
  const { studio, dataset, pictures } = small;
  const run = await runWithModel(studio, dataset);
  const picture = join(pictures, 'class-0/0.png');
  const predictors = createPredictors(studio, { threads: 1 });
  try {
    const asked = predictors.classify(run, [picture]);
    expect((await asked).answers).toHaveLength(1);
    await removeRun(studio, run);
    await expect(predictors.classify(run, [picture])).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining(`run ${run}`) });
  } finally {
    await predictors.close();
  }
});
