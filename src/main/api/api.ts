import { performance } from 'node:perf_hooks';
import { RPCHandler } from '@orpc/server/fetch';
import { whenFree } from '../../core/store/when-free.ts';
import { apiRouter } from './router.ts';
import type { Desk } from './desk.ts';
import { asInputError, toContractError } from './wire-errors.ts';

export interface Api {
  /** Answers a call of the contract under `prefix`; null where there is no such call. */
  answer(request: Request, prefix: `/${string}`): Promise<Response | null>;
}

export interface ApiOptions {
  /** Faults of ours, and slow calls where `verbose`. */
  readonly log: (line: string) => void;
  readonly verbose: boolean;
}

/** Above these a call is worth a line: how long it took, and how long the program's one thread was busy meanwhile. */
const slowMs = 1000;
const busyMs = 40;
/** Proxies and browsers give up on a silent stream after half a minute or more. */
const keepAliveMs = 15_000;

export function createApi(desk: Desk, { log, verbose }: ApiOptions): Api {
  /** Requests, by their signal, whose input was read and whose call began. */
  const begun = new WeakSet<AbortSignal>();
  const handler = new RPCHandler<Desk>(apiRouter, {
    eventIteratorKeepAliveInterval: keepAliveMs,
    // What is wrong before a call is found or its input read.
    interceptors: [
      async ({ next, request }) => {
        try {
          return await next();
        } catch (thrown) {
          const isInput = request.signal === undefined || !begun.has(request.signal);
          throw toContractError(isInput ? asInputError(thrown) : thrown, request.url.pathname, log, request.signal);
        }
      },
    ],
    clientInterceptors: [
      async ({ next, path, signal }) => {
        if (signal) begun.add(signal);
        const call = path.join('.');
        const toError = (thrown: unknown) => toContractError(thrown, call, log, signal);
        const startedMs = performance.now();
        const utilisation = performance.eventLoopUtilization();
        try {
          const output = await whenFree(next, { signal });
          return isEventIterator(output) ? withCallErrors(output, toError) : output;
        } catch (thrown) {
          throw toError(thrown);
        } finally {
          if (verbose) {
            const tookMs = performance.now() - startedMs;
            const { active } = performance.eventLoopUtilization(utilisation);
            if (tookMs > slowMs || active > busyMs) {
              log(`${call} took ${tookMs.toFixed(0)} ms (the thread was busy for ${active.toFixed(0)} ms of it)`);
            }
          }
        }
      },
    ],
  });
  return {
    async answer(request, prefix) {
      const { response } = await handler.handle(request, { prefix, context: desk });
      return response ?? null;
    },
  };
}

const isEventIterator = (output: unknown): output is AsyncIterableIterator<unknown> =>
  typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output;

/** An error in the middle of a stream reaches the client like any other. Not a generator: `return` must not wait for `next`. */
function withCallErrors<T>(source: AsyncIterableIterator<T>, toError: (thrown: unknown) => Error) {
  const guarded: AsyncIterableIterator<T> = {
    [Symbol.asyncIterator]: () => guarded,
    async next() {
      try {
        return await source.next();
      } catch (thrown) {
        throw toError(thrown);
      }
    },
    return: async (value) => (await source.return?.(value)) ?? { done: true, value: undefined },
  };
  return guarded;
}
