import { fileURLToPath } from 'node:url';
import type { WireError } from '../../../shared/errors.ts';
import type { TestTimeAugmentation } from '../../../shared/test-time-augmentation.ts';
import type { Answer } from '../../../shared/trainer-protocol.ts';
import { locateEngine } from '../../engine-host/locate.ts';
import { fromWireError, StudioError } from '../../errors.ts';
import { forkNode } from '../../node-program.ts';
import { inOrder } from '../../in-order.ts';
import { readManifest } from '../../exporting/export-folder.ts';
import { decodeThreads } from '../../engine-host/decode-threads.ts';
import { defaultThreads, howEnded } from '../executors/engine-process.ts';

export type FromExportProcess = { readonly answers: Answer[] } | { readonly error: WireError };

/**
 * One session over all processors waits at each layer for its slowest thread, and beside threads that decode one always is the slowest; two
 * processes hide each other's waiting. More cost the memory of the weights once more each.
 */
const mostProcesses = 2;
/** Chunks a process knows of: one it computes, two it decodes. */
const chunksAhead = 3;

/** The last lines matter only when it dies. */
const keptStderrBytes = 4000;
const lastLine = (text: string): string => (text.trim() === '' ? '' : `: ${text.trim().split('\n').at(-1)}`);

const processFile = fileURLToPath(new URL('./predict-export-process.ts', import.meta.url));

/** What decodes JPEG sooner than libvips, where there is an engine: an export needs none. */
function decoderIfThere(): string | null {
  try {
    return locateEngine().jpegDecoder;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'engine-missing') return null;
    throw error;
  }
}

function startProcess(folder: string, threads: number, decoders: number, looks: TestTimeAugmentation) {
  const decoder = decoderIfThere();
  const child = forkNode(processFile, [folder, String(threads), String(decoders), looks, ...(decoder === null ? [] : [decoder])], {
    // TensorFlow's library tells of itself when it is loaded.
    env: { TF_CPP_MIN_LOG_LEVEL: '2', ...process.env },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  // libjpeg complains there of every file that is damaged.
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    if (process.env.GRAFT_VERBOSE) process.stderr.write(text);
    stderr = (stderr + text).slice(-keptStderrBytes);
  });
  /** In the order of their questions, as the answers come. */
  const asked: PromiseWithResolvers<Answer[]>[] = [];
  let failure: StudioError | null = null;
  const fail = (error: StudioError): void => {
    failure ??= error;
    for (const { reject } of asked.splice(0)) reject(failure);
  };
  child.on('message', (message: FromExportProcess) =>
    'error' in message ? fail(fromWireError(message.error)) : asked.shift()!.resolve(message.answers),
  );
  child.on('error', (cause) => fail(new StudioError('internal', `The process that predicts did not start: ${cause.message}`, { values: { kind: 'process-not-started', detail: cause.message }, cause })));
  // Not `exit`, which may come before the last message has been read.
  child.on('close', (code, signal) =>
    fail(new StudioError('trainer-died', `The process that predicts ${howEnded(code, signal)}${lastLine(stderr)}`, { values: { kind: 'predictor-died', how: signal ?? String(code) }, hint: 'Run the command again.' })),
  );
  return {
    get chunks() {
      return asked.length;
    },
    answer(files: readonly string[]): Promise<Answer[]> {
      if (failure) return Promise.reject(failure);
      const question = Promise.withResolvers<Answer[]>();
      asked.push(question);
      child.send(files);
      return question.promise;
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/**
 * Answers with an ONNX export, a chunk as one batch of its network, in processes that decode the next meanwhile. Needs no engine.
 * (Processes and not threads: `onnxruntime-node` crashes now and then where several threads of a process open it.)
 * @param chunks file names, a batch each
 * @throws StudioError as `openExport`, `trainer-died` where a process ended
 */
export async function predictWithOnnx(
  folder: string,
  chunks: AsyncIterable<readonly string[]>,
  onAnswer: (answer: Answer, classes: readonly string[]) => void | Promise<void>,
  looks: TestTimeAugmentation = 'none',
): Promise<void> {
  const { classes } = await readManifest(folder);
  const most = Math.min(mostProcesses, defaultThreads());
  const share = (threads: number): number => Math.max(1, Math.floor(threads / most));
  const processes: ReturnType<typeof startProcess>[] = [];
  const answer = (files: readonly string[]): Promise<Answer[]> => {
    const freest = processes.toSorted((a, b) => a.chunks - b.chunks)[0];
    if (freest && (freest.chunks === 0 || processes.length === most)) return freest.answer(files);
    const started = startProcess(folder, share(defaultThreads()), share(decodeThreads()), looks);
    processes.push(started);
    return started.answer(files);
  };
  try {
    for await (const answers of inOrder(chunks, answer, most * chunksAhead)) {
      for (const each of answers) await onAnswer(each, classes);
    }
  } finally {
    for (const each of processes) each.kill();
  }
}
