/**
 * The engine process: one job, one answer, then it ends. Everything that touches TensorFlow runs here, because its calls
 * block their thread and because a crash in native code must not take the program along.
 */
import type { ClassifyRequest } from '../shared/model-server-protocol.ts';
import type { FromEngine, Job } from '../shared/trainer-protocol.ts';
import { importSooner } from './sooner-imports.ts';

// Before all others; what comes meanwhile Node keeps until somebody listens.
importSooner();
// Ctrl-C and a closed terminal reach the whole process group; the parent decides what to do and says `stop`.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
void import('../core/jobs/get-ready.ts').then(({ getReady }) => getReady(process.argv[2]));
const [{ StudioError, toWireError }, { jobSchema }, { enginePort }, { createInbox }] = await Promise.all([
  import('../core/errors.ts'),
  import('../shared/trainer-protocol.ts'),
  import('./engine-port.ts'),
  import('./inbox.ts'),
]);

const port = enginePort();
const { emit } = port;

let stopped = false;
let training = false;
const files = createInbox<string[]>();
const requests = createInbox<ClassifyRequest>();

/** What a job does not need is not loaded for it. */
async function run(job: Job): Promise<Extract<FromEngine, { type: 'finished' }>['result']> {
  switch (job.kind) {
    case 'train':
      training = true;
      return (await import('../core/jobs/train-job.ts')).runTrainJob(job, emit, () => stopped);
    case 'adapt':
      return (await import('../core/jobs/adapt-job.ts')).runAdaptJob(job, emit);
    case 'probe':
      return (await import('../core/jobs/probe-job.ts')).runProbeJob(job);
    case 'rates':
      return (await import('../core/jobs/rates-job.ts')).runRatesJob(job, emit);
    case 'profile':
      return (await import('../core/jobs/profile-job.ts')).runProfileJob(job, emit);
    case 'folds':
      return (await import('../core/jobs/folds-job.ts')).runFoldsJob(job, emit);
    case 'disturbed':
      return (await import('../core/jobs/disturbed-job.ts')).runDisturbedJob(job, emit);
    case 'alike':
      return (await import('../core/jobs/alike-job.ts')).runAlikeJob(job);
    case 'next':
      return (await import('../core/jobs/next-job.ts')).runNextJob(job);
    case 'unseen':
      return (await import('../core/jobs/unseen-job.ts')).runUnseenJob(job, emit);
    case 'predict':
      await (await import('../core/jobs/answer-job.ts')).runAnswerJob(job, files.messages(), emit);
      return { kind: 'predict' };
    case 'export':
      return (await import('../core/jobs/export-job.ts')).runExportJob(job, emit);
    case 'features':
      return (await import('../core/jobs/features-job.ts')).runFeaturesJob(job);
    case 'forms':
      return (await import('../core/jobs/forms-job.ts')).runFormsJob(job);
    case 'gradients':
      return (await import('../core/jobs/gradients-job.ts')).runGradientsJob(job);
    case 'check':
      return (await import('../core/jobs/check-job.ts')).runCheckJob(job);
    case 'serve-model':
      await (await import('../core/jobs/serve-model-job.ts')).runServeModelJob(job, requests.messages(), emit);
      return { kind: 'serve-model' };
  }
}

/** Its starter has the code of its own start; this process has what lies on the disk now. */
function notUnderstood({ issues: [first] }: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] }): Error {
  const place = first!.path.map(String).join('.');
  return new StudioError('internal', `The engine process does not understand its job (${place}: ${first!.message})`, {
    values: { kind: 'job-not-understood', place },
    hint: 'Where the program was updated while it ran, end it and start it again.',
  });
}

async function start(job: unknown): Promise<void> {
  try {
    const understood = jobSchema.safeParse(job);
    if (!understood.success) throw notUnderstood(understood.error);
    const result = await run(understood.data);
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
process.on('SIGTERM', () => (stopped = true));
port.onParentGone(() => {
  // The parent is gone or has heard the end. Training still finishes its step and writes a checkpoint.
  if (training) stopped = true;
  else process.exit(0);
});
