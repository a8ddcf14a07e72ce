import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import type { DataFolder } from '../../core/data-folder.ts';
import { StudioError, toWireError } from '../../core/errors.ts';
import { beginAnew, restorable, restoreBackup } from '../../core/store/restore.ts';
import { toContractError } from '../api/wire-errors.ts';
import { recoveryCalls } from '../../shared/contract/recovery-calls.ts';
import { callLimitBytes } from './door-handler.ts';
import { callErrorResponse, errorResponse, thrownResponse } from './error-response.ts';
import { limitBody } from './limited-body.ts';
import { rendererResponse } from './renderer-files.ts';
import { callPrefix, findRoute } from './routes.ts';
import { secure } from './security-headers.ts';

export interface RecoveryOptions {
  readonly folder: DataFolder;
  /** Why the database could not be opened. */
  readonly error: StudioError;
  readonly rendererFolder: string;
  readonly log: (line: string) => void;
  /** Opens the studio: called when a sound database is in its place, before the page hears of it. */
  readonly onRecovered: () => Promise<void>;
}

const page = '/recovery';
const os = implement({ recovery: recoveryCalls });

/** Answers windows while the database is damaged: one page, which offers what can be done, and its calls. */
export function createRecoveryDoor(options: RecoveryOptions): (request: Request) => Promise<Response> {
  const { folder, error, rendererFolder, log, onRecovered } = options;
  const refusal = toWireError(error);
  const recover = async (work: Promise<{ kept: string | null }>): Promise<{ kept: string | null }> => {
    const { kept } = await work;
    await onRecovered();
    return { kept };
  };
  const router = os.router({
    recovery: {
      state: os.recovery.state.handler(() => ({
        error: refusal,
        backups: restorable(folder).flatMap(({ name, createdAtMs, holds }) => (holds ? [{ backup: name, createdAtMs, ...holds }] : [])),
      })),
      restore: os.recovery.restore.handler(({ input: { backup } }) => recover(restoreBackup(folder, backup))),
      beginAnew: os.recovery.beginAnew.handler(() => recover(beginAnew(folder))),
    },
  });
  const handler = new RPCHandler(router, {
    clientInterceptors: [
      async ({ next, path, signal }) => {
        try {
          return await next();
        } catch (thrown) {
          throw toContractError(thrown, path.join('.'), log, signal);
        }
      },
    ],
  });

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const route = findRoute(pathname);
    if (route?.kind === 'call' && request.method === 'POST') {
      if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
        return callErrorResponse({ code: 'bad-usage', message: 'A call takes JSON' }, 415);
      }
      const { response } = await handler.handle(limitBody(request, callLimitBytes), { prefix: callPrefix, context: {} });
      return response ?? callErrorResponse(refusal);
    }
    if (route?.kind !== 'renderer') return errorResponse(refusal);
    const isPage = !(route.segments.at(-1) ?? '').includes('.');
    if (isPage && pathname !== page) return new Response(null, { status: 303, headers: { location: page, 'cache-control': 'no-store' } });
    return (await rendererResponse(rendererFolder, route.segments)) ?? errorResponse({ code: 'not-found', message: 'There is nothing here' });
  }

  return async (request) => {
    try {
      return secure(await answer(request));
    } catch (thrown) {
      return secure(thrownResponse(thrown, log));
    }
  };
}
