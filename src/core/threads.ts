import { Worker } from 'node:worker_threads';

const running = new Set<Worker>();

/** Starts a thread of JavaScript. `heapLimitMb` bounds its heap: what needs more ends the thread alone, with `ERR_WORKER_OUT_OF_MEMORY`. */
export function startThread(file: URL, workerData: unknown, heapLimitMb?: number): Worker {
  const resourceLimits = heapLimitMb === undefined ? {} : { maxOldGenerationSizeMb: heapLimitMb };
  const thread = new Worker(file, { workerData, execArgv: [], resourceLimits });
  running.add(thread);
  thread.once('exit', () => running.delete(thread));
  return thread;
}

/**
 * Ends the threads that still work and waits until they are gone. A process that ends before its threads waits for each of them in a way
 * that answers nothing, while the thread waits for a compiler or collector that needs an answer: it then stands for ever (Node issue 54918,
 * seen once in 50 times with Electron 33).
 */
export async function endThreads(): Promise<void> {
  await Promise.all([...running].map((thread) => thread.terminate()));
}
