import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ownedName } from '../files/owned-name.ts';
import { sweepStudioFolder } from '../files/sweep.ts';
import { cutIndex } from '../nets/plan/cut-point.ts';
import { createPredictor } from '../nets/predictor.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import type { NetPlan } from '../nets/plan/net-plan.ts';
import type { TensorMap } from '../tensor.ts';
import type { Phase } from '../../shared/run-spec.ts';
import type { ProbeJob, ProbeResult } from '../../shared/trainer-protocol.ts';
import { freshProgress, saveBest, saveCheckpoint } from '../training/checkpoint.ts';
import { openPrefix } from '../training/prefix.ts';
import type { Prefix } from '../training/prefix.ts';
import { keptRows, startingWeights } from '../training/starting-weights.ts';
import { buildTargets } from '../training/targets.ts';
import { initialState, openPhaseSession } from '../training/training-session.ts';
import type { TrainingSession } from '../training/training-session.ts';
import { openPool } from './open-pool.ts';

const prefixBatch = 16;
const finalBatch = 32;
const measuredRounds = 2;

/** Images per second of a piece of work: one round to warm up, then the mean of a few. */
function rate(images: number, work: () => void): number {
  work();
  const started = performance.now();
  for (let round = 0; round < measuredRounds; round++) work();
  return (images * measuredRounds * 1000) / (performance.now() - started);
}

/** Seconds that the end of an epoch takes, measured on the disk that holds runs and caches. */
async function timeCheckpoint(cacheFolder: string, session: TrainingSession): Promise<number> {
  sweepStudioFolder(cacheFolder);
  const folder = join(cacheFolder, ownedName('partial'));
  mkdirSync(folder, { recursive: true });
  try {
    const started = performance.now();
    await saveBest(folder, 0, session.answering()(), 'probe');
    await saveCheckpoint(folder, session.stream(), freshProgress(), 'probe');
    return (performance.now() - started) / 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function probePhase(job: ProbeJob, net: NetPlan, phase: Phase, tensors: TensorMap) {
  const { plan, classes } = job;
  const frozen = cutIndex(net, phase.cut) >= 0;
  const pixels = (batch: number) => new Uint8Array(batch * plan.preprocessing.imageSize ** 2 * 3).fill(128);
  const open = (compute: typeof plan.precision) =>
    openPrefix({ net, tensors, cut: phase.cut, preprocessing: plan.preprocessing, compute });
  const timePrefix = (prefix: Prefix) =>
    frozen ? rate(prefixBatch, () => prefix.run(pixels(prefixBatch), prefixBatch)) : null;
  const prefix = open(plan.precision);
  const prefixImagesPerSecond = timePrefix(prefix);
  const session = openPhaseSession(plan, net, phase, classes.length, tensors);
  session.restore(initialState(session.rows, tensors));
  const { batchSize } = phase;
  const labels = Array.from({ length: batchSize }, (_, i) => i % classes.length);
  const targets = buildTargets(labels, classes.length, 0, new Float64Array(classes.length).fill(1));
  const input = prefix.feed(new Uint8Array(batchSize * prefix.recordBytes), batchSize);
  let step = 0;
  const trainImagesPerSecond = rate(batchSize, () => session.step(input, targets.values, targets.weight, 1e-9, ++step));
  prefix.close();
  const plain = open('float32');
  const plainRecords = plain.feed(new Uint8Array(prefixBatch * plain.recordBytes), prefixBatch);
  const evaluationImagesPerSecond = rate(prefixBatch, () => session.evaluate(plainRecords));
  plain.close();
  const checkpointSeconds = await timeCheckpoint(job.cacheFolder, session);
  session.close();
  await nextTurn();
  const { recordBytes: featureBytes } = prefix;
  return { prefixImagesPerSecond, evaluationImagesPerSecond, trainImagesPerSecond, featureBytes, checkpointSeconds };
}

/** Runs a little of everything a run would do, on blank features and a few real pictures, and says how fast it was. */
export async function runProbeJob(job: ProbeJob): Promise<ProbeResult> {
  const net = planNet(job.plan.net);
  const tensors = await startingWeights(job.backbone, net, job.classes.length, job.plan.seed, keptRows(job.plan));
  const phases: ProbeResult['phases'] = [];
  for (const phase of job.plan.phases) phases.push(await probePhase(job, net, phase, tensors));
  const pool = openPool(job.decodeThreads);
  const sample = job.images.slice(0, 24);
  await pool.read({ file: sample[0]!.file, view: null, preprocessing: job.plan.preprocessing });
  const started = performance.now();
  await Promise.all(sample.map(({ file }) => pool.read({ file, view: null, preprocessing: job.plan.preprocessing })));
  const decodeImagesPerSecond = (sample.length * 1000) / (performance.now() - started);
  await pool.close();
  // The end of a run: the finished network in float32 on validation and test pictures, often the peak of memory.
  const predictor = createPredictor({ net, classes: job.classes, preprocessing: job.plan.preprocessing, tensors });
  const pixels = new Uint8Array(finalBatch * job.plan.preprocessing.imageSize ** 2 * 3);
  const predictImagesPerSecond = rate(finalBatch, () => predictor.logits(pixels, finalBatch));
  predictor.close();
  const seconds = (images: number, perSecond: number | null) => (perSecond === null ? 0 : images / perSecond);
  const measuredSeconds = phases.reduce(
    (sum, phase, i) =>
      sum +
      phase.checkpointSeconds +
      seconds(measuredRounds * prefixBatch, phase.prefixImagesPerSecond) +
      seconds(measuredRounds * prefixBatch, phase.evaluationImagesPerSecond) +
      seconds(measuredRounds * job.plan.phases[i]!.batchSize, phase.trainImagesPerSecond),
    seconds(sample.length, decodeImagesPerSecond) + seconds(measuredRounds * finalBatch, predictImagesPerSecond),
  );
  return {
    kind: 'probe',
    phases,
    // All else that the probe did, a run does once too.
    fixedSeconds: Math.max(0, process.uptime() - measuredSeconds),
    decodeImagesPerSecond,
    predictImagesPerSecond,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}
