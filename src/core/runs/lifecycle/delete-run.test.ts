import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runWithModel } from '../../../../test/model-run.ts';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { runFolder } from '../../data-folder.ts';
import { removeRun } from './delete-run.ts';
import { createPredictors } from '../use/predictors.ts';

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
