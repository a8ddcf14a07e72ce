import type { ErrorCode, WireError } from '../shared/errors.ts';
import type { SaidValues } from '../shared/said.ts';

/**
 * The one error the product throws on purpose. `message` says what happened with the value,
 * `hint` what to do about it, `field` which input it concerns, `values` the same as data where a window says it in another language.
 */
export class StudioError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly hint: string | undefined;
  readonly values: SaidValues | undefined;

  constructor(code: ErrorCode, message: string, details: { field?: string; hint?: string; values?: SaidValues; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'StudioError';
    this.code = code;
    this.field = details.field;
    this.hint = details.hint;
    this.values = details.values;
  }
}

/** Any thrown value as it crosses a wire; what was not thrown on purpose becomes `internal`. */
export function toWireError(error: unknown): WireError {
  if (error instanceof StudioError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.field === undefined ? {} : { field: error.field }),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.values === undefined ? {} : { values: error.values }),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return systemError(error, message) ?? { code: 'internal', message };
}

/** What the system refused where nobody has given it a sentence, with the file as data; null for anything else. */
function systemError(error: unknown, message: string): WireError | null {
  const { code, syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (!(error instanceof Error) || typeof code !== 'string' || typeof syscall !== 'string') return null;
  const file = path ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return { code: 'out-of-disk', message, values: file === '' ? { kind: 'disk-is-full' } : { kind: 'disk-full', file } };
  if (code === 'EMFILE' || code === 'ENFILE') {
    return { code: 'internal', message: `The system does not let the program open more files (${message})`, hint: 'Close other programs, or allow more open files (ulimit -n), and try again.', values: { kind: 'too-many-files' } };
  }
  return { code: code === 'EIO' ? 'disk-failed' : 'internal', message, values: file === '' ? { kind: 'system-refused', refusal: `refused-${code}`, act: syscall } : { kind: 'file-refused', file, refusal: `refused-${code}` } };
}

/** The error a wire carried, thrown again on this side. */
export function fromWireError(wire: WireError): StudioError {
  const details: { field?: string; hint?: string; values?: SaidValues } = {};
  if (wire.field !== undefined) details.field = wire.field;
  if (wire.hint !== undefined) details.hint = wire.hint;
  if (wire.values !== undefined) details.values = wire.values;
  return new StudioError(wire.code, wire.message, details);
}
