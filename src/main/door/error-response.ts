import { toWireError } from '../../core/errors.ts';
import { httpStatusFor, httpStatusOf } from '../api/http-status.ts';
import { internalError } from '../api/wire-errors.ts';
import type { WireError } from '../../shared/errors.ts';

/** A refusal outside the contract's calls: the {@link WireError} as JSON. */
export const errorResponse = (
  error: WireError,
  status = httpStatusOf(error.code),
  headers: Record<string, string> = {},
): Response => Response.json(error, { status, headers });

/** The same as the contract's client reads it: what it throws has code, message and `data` of it. */
export function callErrorResponse(error: WireError, status = httpStatusOf(error.code)): Response {
  const { code, message, field, hint, values } = error;
  return Response.json({ json: { defined: false, code, status, message, data: { field, hint, values } } }, { status });
}

/** What was thrown, as an answer; a fault of ours is told to `log` and not to the page. */
export function thrownResponse(thrown: unknown, log: (line: string) => void): Response {
  const error = toWireError(thrown);
  if (error.code !== 'internal') return errorResponse(error, httpStatusFor(thrown, error.code));
  log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  return errorResponse(internalError());
}
