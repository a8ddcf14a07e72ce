import { ORPCError } from '@orpc/client';
import type { ErrorCode, WireError } from '../../shared/errors.ts';
import type { SaidValues } from '../../shared/said.ts';

/** `unreachable`: the program does not answer. `refused`: this window's link or cookie is no longer valid. */
export type CallErrorCode = ErrorCode | 'unreachable' | 'refused';

/** A call that failed, as error cards show it. */
export class StudioCallError extends Error {
  override readonly name = 'StudioCallError';
  readonly code: CallErrorCode;
  readonly field: string | null;
  readonly hint: string | null;
  /** What `message` says, as data. */
  readonly values: SaidValues | null;

  constructor(
    code: CallErrorCode,
    message: string,
    more: { field?: string | null; hint?: string | null; values?: SaidValues | null; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.field = more.field ?? null;
    this.hint = more.hint ?? null;
    this.values = more.values ?? null;
  }
}

/** Whatever a call threw as a StudioCallError; an abort stays what it is, since nobody waits for its answer. */
export function toCallError(error: unknown): unknown {
  if (error instanceof StudioCallError || isAbort(error)) return error;
  if (error instanceof ORPCError) {
    const data = (error.data ?? {}) as { field?: string; hint?: string; values?: SaidValues };
    if (error.status === 401 || error.status === 403) return new StudioCallError('refused', error.message, { values: { kind: 'window-refused' }, cause: error });
    return new StudioCallError(error.code as ErrorCode, error.message, { ...data, cause: error });
  }
  if (error instanceof TypeError) return new StudioCallError('unreachable', error.message, { values: { kind: 'no-answer' }, cause: error });
  return new StudioCallError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}

/** An error that came inside an answer, for the same card. */
export function callErrorOf(error: WireError): StudioCallError {
  return new StudioCallError(error.code, error.message, error);
}

/** For `catch` where an error is shown: aborts give null. */
export function shownError(error: unknown): StudioCallError | null {
  const call = toCallError(error);
  return call instanceof StudioCallError ? call : null;
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** What "Copy details" copies. */
export function errorDetails(error: StudioCallError): string {
  const lines = [
    `${error.code}: ${error.message}`,
    error.field && `field: ${error.field}`,
    error.hint && `hint: ${error.hint}`,
    `at: ${new Date().toISOString()}`,
  ];
  return lines.filter(Boolean).join('\n');
}
