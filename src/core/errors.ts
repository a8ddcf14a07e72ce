import type { ErrorCode, WireError } from '../shared/errors.ts';

/**
 * The one error the product throws on purpose. `message` says what happened with the value,
 * `hint` what to do about it, `field` which input it concerns.
 */
export class StudioError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: { field?: string; hint?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'StudioError';
    this.code = code;
    this.field = details.field;
    this.hint = details.hint;
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
    };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** The error a wire carried, thrown again on this side. */
export function fromWireError(wire: WireError): StudioError {
  const details: { field?: string; hint?: string } = {};
  if (wire.field !== undefined) details.field = wire.field;
  if (wire.hint !== undefined) details.hint = wire.hint;
  return new StudioError(wire.code, wire.message, details);
}
