import { StudioError } from '../errors.ts';

/** Work of which the newest request is done first: who scrolls past pictures wants those that are in sight now. */
export interface NewestFirst<T> {
  /**
   * The result of `work`; requests of one key share it. Where the signals of all who asked abort before it began, it is never done.
   * Rejects with `cancelled` for who aborted and after `close`.
   */
  run(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Refuses what waits and what comes, and waits for what is being done. */
  close(): Promise<void>;
}

interface Job<T> {
  readonly key: string;
  readonly work: () => Promise<T>;
  readonly result: PromiseWithResolvers<T>;
  /** Who has asked and not gone away. */
  waiting: number;
}

const cancelled = () => new StudioError('cancelled', 'Nobody waits for this picture any more');

/** @param atOnce how many pieces of work are done at the same time */
export function createNewestFirst<T>(atOnce: number): NewestFirst<T> {
  const jobs = new Map<string, Job<T>>();
  /** Those that have not begun, the newest last. */
  const stack: Job<T>[] = [];
  const busy = new Set<Promise<unknown>>();
  let isClosed = false;

  const begin = (job: Job<T>): void => {
    const done = job.work().then(job.result.resolve, job.result.reject);
    busy.add(done);
    void done.then(() => {
      busy.delete(done);
      jobs.delete(job.key);
      pump();
    });
  };
  const pump = (): void => {
    while (busy.size < atOnce) {
      const job = stack.pop();
      if (!job) return;
      begin(job);
    }
  };
  const drop = (job: Job<T>): void => {
    const index = stack.indexOf(job);
    if (index < 0) return;
    stack.splice(index, 1);
    jobs.delete(job.key);
    job.result.reject(cancelled());
  };
  const jobOf = (key: string, work: () => Promise<T>): Job<T> => {
    const known = jobs.get(key);
    if (known) {
      const index = stack.indexOf(known);
      if (index >= 0) stack.push(...stack.splice(index, 1));
      return known;
    }
    const job: Job<T> = { key, work, result: Promise.withResolvers<T>(), waiting: 0 };
    // Those who asked hear of it; with all of them gone nobody else needs to.
    job.result.promise.catch(() => undefined);
    jobs.set(key, job);
    stack.push(job);
    return job;
  };

  return {
    async run(key, work, signal) {
      if (isClosed || signal?.aborted) throw cancelled();
      const job = jobOf(key, work);
      job.waiting += 1;
      pump();
      if (!signal) return job.result.promise;
      const gone = Promise.withResolvers<never>();
      const leave = (): void => {
        job.waiting -= 1;
        if (job.waiting === 0) drop(job);
        gone.reject(cancelled());
      };
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await Promise.race([job.result.promise, gone.promise]);
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    async close() {
      isClosed = true;
      for (const job of stack.splice(0)) {
        jobs.delete(job.key);
        job.result.reject(cancelled());
      }
      await Promise.all(busy);
    },
  };
}
