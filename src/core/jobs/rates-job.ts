import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownedName } from '../files/owned-name.ts';
import { sweepStudioFolder } from '../files/sweep.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import type { RatesResult } from '../../shared/rates-result.ts';
import type { FromEngine, RatesJob } from '../../shared/trainer-protocol.ts';
import { freshProgress } from '../training/checkpoint.ts';
import { openEpochFiles } from '../training/epoch-files.ts';
import type { JobContext } from '../training/job-context.ts';
import { suggestedRate, testRates } from '../training/rate-test.ts';
import { learnPhase, runPhase } from '../training/run-phase.ts';
import { keptRows, startingWeights } from '../training/starting-weights.ts';
import { openPool } from './open-pool.ts';

/** A learning rate range test of a run's last phase, after the phases before it were trained as the run would; nothing of it is kept but features. */
export async function runRatesJob(job: RatesJob, emit: (event: FromEngine) => void): Promise<RatesResult> {
  const { plan, classes, cacheFolder } = job;
  sweepStudioFolder(cacheFolder);
  const runFolder = join(cacheFolder, ownedName('partial'));
  mkdirSync(runFolder, { recursive: true });
  const net = planNet(plan.net);
  const pool = openPool(job.decodeThreads);
  try {
    const start = await startingWeights(job.backbone, net, classes.length, plan.seed, keptRows(plan));
    const began = performance.now();
    const context: JobContext = {
      job: { ...job, kind: 'train', runFolder, run: 'rates', resume: false },
      net,
      start,
      pool,
      files: openEpochFiles(runFolder, 'rates'),
      emit,
      onBad: ({ file }, { reason, values }) => emit({ type: 'notice', notice: { about: 'picture-left-out', file, reason, values } }),
      stopped: () => false,
      elapsedSeconds: () => (performance.now() - began) / 1000,
    };
    const last = plan.phases.length - 1;
    for (let phase = 0; phase < last; phase++) {
      await runPhase(context, { ...freshProgress(), phase }, { state: null }, learnPhase);
    }
    const curve = await runPhase(context, { ...freshProgress(), phase: last }, { state: null }, (phase) =>
      testRates(phase, (done, total) => emit({ type: 'progress', activity: 'training', done, total })),
    );
    return { kind: 'rates', suggestion: suggestedRate(curve), curve };
  } finally {
    rmSync(runFolder, { recursive: true, force: true });
    await pool.close();
  }
}
