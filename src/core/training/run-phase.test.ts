import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { embeddedFile, smallJob, smallPhase, smallPlan } from '../../../test/small-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { tintedPictures } from '../../../test/tinted-pictures.ts';
import { createImagePool } from '../images/image-pool.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { freshProgress } from './checkpoint.ts';
import { openEpochFiles } from './epoch-files.ts';
import type { JobContext } from './job-context.ts';
import { runPhase } from './run-phase.ts';
import type { Carried } from './run-phase.ts';
import { startingWeights } from './starting-weights.ts';

vi.setConfig({ testTimeout: 60_000 });

const images = tintedPictures([4, 4]);

test('the state that a phase goes on from is in its session, and nobody holds it while the phase learns', async () => {
  const root = tempFolder();
  const plan = smallPlan([smallPhase({ cut: 'head' })]);
  const job = smallJob(root, plan, images);
  const net = planNet(plan.net);
  const { classifier } = net;
  const pool = createImagePool({ threads: 1 });
  const never = () => {
    throw new Error('no picture is bad');
  };
  try {
    const start = await startingWeights({ file: embeddedFile, sha256: job.backbone!.sha256 }, net, 2, 0);
    const context: JobContext = { job: { ...job, runFolder: join(root, 'run') }, net, start, pool, files: openEpochFiles(join(root, 'run'), job.run), emit: () => undefined, onBad: never, stopped: () => false, elapsedSeconds: () => 0 };
    const weight = { shape: [2, classifier.inFeatures], data: new Float32Array(2 * classifier.inFeatures).fill(3) };
    const carried: Carried = { state: new Map([[classifier.weight, weight], [classifier.bias, { shape: [2], data: Float32Array.of(5, 7) }]]) };
    const seen = await runPhase(context, freshProgress(), carried, async ({ session }) => {
      expect(carried.state).toBeNull();
      return [...session.read().get(classifier.bias)!.data];
    });
    expect(seen).toEqual([5, 7]);
    expect(carried.state).toBeNull();
  } finally {
    await pool.close();
  }
});
