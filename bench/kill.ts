import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startEngine } from '../src/core/runs/executors/engine-process.ts';
import type { EngineProcess } from '../src/core/runs/executors/engine-process.ts';
import { StudioError } from '../src/core/errors.ts';
import type { FromEngine, TrainingImage, TrainJob, TrainResult } from '../src/shared/trainer-protocol.ts';
import { modelDigest, smallJob, smallPhase, smallPlan, tintedFolder } from '../test/small-run.ts';

export interface KillReport {
  /** sha256 of the final weights of a run that nobody disturbed. */
  readonly undisturbed: string;
  /** What was done to each other run, and the sha256 it ended with. */
  readonly others: readonly { what: string; digest: string }[];
  /** How many kills came in each activity. */
  readonly moments: Readonly<Record<string, number>>;
}

const plan = smallPlan([
  smallPhase({ name: 'head', cut: 'head', epochs: 2, batchSize: 8, learningRate: 1e-2 }),
  smallPhase({ name: 'fine-tune', epochs: 3, batchSize: 8, augment: 'light', labelSmoothing: 0.1 }),
]);

/** Where a kill may come: when it is told of such an event, or sees a checkpoint being written. */
const moments = ['feature pass', 'checkpoint', 'step', 'saving', 'epoch', 'start'] as const;
type Moment = (typeof moments)[number];

function isMoment(moment: Moment, event: FromEngine): boolean {
  if (moment === 'feature pass') return event.type === 'progress' && event.activity === 'features';
  if (moment === 'saving')
    return event.type === 'progress' && (event.activity === 'saving' || event.activity === 'evaluating');
  return event.type === moment;
}

async function train(
  job: TrainJob,
  onEvent: (event: FromEngine, engine: EngineProcess) => void = () => undefined,
): Promise<TrainResult> {
  const engine = startEngine(job, job.plan.threads, (event) => onEvent(event, engine));
  return (await engine.finished) as TrainResult;
}

/**
 * Kills the trainer at a moment of that kind, some events and milliseconds into it.
 * @returns whether it died before its end
 */
async function trainAndKill(job: TrainJob, moment: Moment, random: () => number): Promise<boolean> {
  let left = Math.floor(random() * 4);
  let over = false;
  const engine = startEngine(job, job.plan.threads, (event) => {
    if (isMoment(moment, event) && left-- === 0) void killSoon();
  });
  const killSoon = async () => {
    await wait(random() * 25);
    engine.kill();
  };
  const watchFolder = async () => {
    while (!over) {
      const writing =
        existsSync(job.runFolder) && readdirSync(job.runFolder).some((name) => name.endsWith('.tmp'));
      if (writing && left-- <= 0) return engine.kill();
      await wait(1);
    }
  };
  if (moment === 'checkpoint') void watchFolder();
  if (moment === 'start') void wait(random() * 1500).then(engine.kill);
  try {
    await engine.finished;
    return false;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'trainer-died') return true;
    throw error;
  } finally {
    over = true;
  }
}

/** One run after the other, each killed and resumed until it ends, until there were `kills` kills. */
async function killedRuns(
  jobAt: (name: string) => TrainJob,
  kills: number,
  random: () => number,
  say: (line: string) => void,
) {
  const others: { what: string; digest: string }[] = [];
  const counts: Record<string, number> = {};
  let done = 0;
  for (let run = 1; done < kills; run++) {
    const job = jobAt(`killed-${run}`);
    const told: string[] = [];
    let resume = false;
    while (done < kills) {
      const moment = moments[told.length % moments.length]!;
      if (!(await trainAndKill({ ...job, resume }, moment, random))) break;
      resume = true;
      done++;
      counts[moment] = (counts[moment] ?? 0) + 1;
      told.push(moment);
      say(`kill ${done}: ${moment}`);
    }
    await train({ ...job, resume: true });
    others.push({ what: `killed ${told.length} times (${told.join(', ')})`, digest: modelDigest(job) });
  }
  return { others, counts };
}

/** Trains one small run undisturbed, again, with more decoding threads, stopped and resumed, and killed `kills` times. */
export async function disturbRuns(
  kills: number,
  random: () => number,
  say: (line: string) => void,
): Promise<KillReport> {
  const root = mkdtempSync(join(tmpdir(), 'graft-kill-'));
  try {
    const images: TrainingImage[] = await tintedFolder(join(root, 'pictures'), [16, 16, 16]);
    const jobAt = (name: string, decodeThreads = 1) =>
      smallJob(join(root, name), plan, images, { decodeThreads });
    const digestOf = async (job: TrainJob) => {
      await train(job);
      return modelDigest(job);
    };
    const undisturbed = await digestOf(jobAt('undisturbed'));
    const again = { what: 'run again', digest: await digestOf(jobAt('again')) };
    const threads = { what: 'with three decoding threads', digest: await digestOf(jobAt('threads', 3)) };
    const stopped = jobAt('stopped');
    const { status } = await train(stopped, (event, engine) => {
      if (event.type === 'step' && event.epoch === 4) engine.send({ type: 'stop' });
    });
    if (status !== 'cancelled') throw new Error(`the stopped run ended as ${status}`);
    const resumed = {
      what: 'stopped in mid-epoch and resumed',
      digest: await digestOf({ ...stopped, resume: true }),
    };
    const killed = await killedRuns(jobAt, kills, random, say);
    return { undisturbed, others: [again, threads, resumed, ...killed.others], moments: killed.counts };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** `npm run bench -- kill [n]`: kills a training n times (100) and compares the weights with those of an undisturbed one. */
export async function benchKill([count = '100']: readonly string[]): Promise<void> {
  const started = performance.now();
  const {
    undisturbed,
    others,
    moments: counts,
  } = await disturbRuns(Number(count), Math.random, (line) => console.error(line));
  console.log(`undisturbed: ${undisturbed}`);
  for (const { what, digest } of others)
    console.log(`${digest === undisturbed ? 'same     ' : `DIFFERENT ${digest}`} ${what}`);
  console.log(
    `kills by moment: ${JSON.stringify(counts)}; ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
  if (others.some(({ digest }) => digest !== undisturbed)) process.exitCode = 1;
}
