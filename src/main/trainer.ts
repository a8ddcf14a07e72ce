/**
 * The engine process: one job, one answer, then it ends. Everything that touches TensorFlow runs here, because its calls
 * block their thread and because a crash in native code must not take the program along.
 */
import { toWireError } from '../core/errors.ts';
import { runAdaptJob } from '../core/jobs/adapt-job.ts';
import { runAlikeJob } from '../core/jobs/alike-job.ts';
import { runAnswerJob } from '../core/jobs/answer-job.ts';
import { runCheckJob } from '../core/jobs/check-job.ts';
import { runDisturbedJob } from '../core/jobs/disturbed-job.ts';
import { runExportJob } from '../core/jobs/export-job.ts';
import { runFeaturesJob } from '../core/jobs/features-job.ts';
import { runFoldsJob } from '../core/jobs/folds-job.ts';
import { runFormsJob } from '../core/jobs/forms-job.ts';
import { runGradientsJob } from '../core/jobs/gradients-job.ts';
import { runServeModelJob } from '../core/jobs/serve-model-job.ts';
import { runNextJob } from '../core/jobs/next-job.ts';
import { runProfileJob } from '../core/jobs/profile-job.ts';
import { runProbeJob } from '../core/jobs/probe-job.ts';
import { runRatesJob } from '../core/jobs/rates-job.ts';
import { runTrainJob } from '../core/jobs/train-job.ts';
import { runUnseenJob } from '../core/jobs/unseen-job.ts';
import type { ClassifyRequest } from '../shared/model-server-protocol.ts';
import { jobSchema } from '../shared/trainer-protocol.ts';
import type { FromEngine, Job } from '../shared/trainer-protocol.ts';
import { enginePort } from './engine-port.ts';
import { createInbox } from './inbox.ts';

const port = enginePort();
const { emit } = port;

let stopped = false;
let training = false;
const files = createInbox<string[]>();
const requests = createInbox<ClassifyRequest>();

async function run(job: Job): Promise<Extract<FromEngine, { type: 'finished' }>['result']> {
  switch (job.kind) {
    case 'train':
      training = true;
      return runTrainJob(job, emit, () => stopped);
    case 'adapt':
      return runAdaptJob(job, emit);
    case 'probe':
      return runProbeJob(job);
    case 'rates':
      return runRatesJob(job, emit);
    case 'profile':
      return runProfileJob(job, emit);
    case 'folds':
      return runFoldsJob(job, emit);
    case 'disturbed':
      return runDisturbedJob(job, emit);
    case 'alike':
      return runAlikeJob(job);
    case 'next':
      return runNextJob(job);
    case 'unseen':
      return runUnseenJob(job, emit);
    case 'predict':
      await runAnswerJob(job, files.messages(), emit);
      return { kind: 'predict' };
    case 'export':
      return runExportJob(job, emit);
    case 'features':
      return runFeaturesJob(job);
    case 'forms':
      return runFormsJob(job);
    case 'gradients':
      return runGradientsJob(job);
    case 'check':
      return runCheckJob(job);
    case 'serve-model':
      await runServeModelJob(job, requests.messages(), emit);
      return { kind: 'serve-model' };
  }
}

async function start(job: unknown): Promise<void> {
  try {
    const result = await run(jobSchema.parse(job));
    training = false;
    port.finish({ type: 'finished', result });
  } catch (error) {
    training = false;
    if (process.env.GRAFT_VERBOSE) console.error(error);
    port.finish({ type: 'failed', error: toWireError(error) });
  }
}

port.onMessage((message) => {
  if (message.type === 'job') void start(message.job);
  else if (message.type === 'stop') stopped = true;
  else if (message.type === 'files') files.push(message.files);
  else if (message.type === 'classify') requests.push(message);
  else for (const inbox of [files, requests]) inbox.end();
});
// Ctrl-C and a closed terminal reach the whole process group; the parent decides what to do and says `stop`.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('SIGTERM', () => (stopped = true));
port.onParentGone(() => {
  // The parent is gone or has heard the end. Training still finishes its step and writes a checkpoint.
  if (training) stopped = true;
  else process.exit(0);
});
