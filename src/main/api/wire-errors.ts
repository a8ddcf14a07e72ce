import { ORPCError } from '@orpc/server';
import { ValidationError } from '@orpc/contract';
import { StudioError, toWireError } from '../../core/errors.ts';
import { httpStatusFor } from './http-status.ts';
import { runSettings } from '../../shared/run-settings.ts';
import type { SaidValues } from '../../shared/said.ts';
import type { WireError } from '../../shared/errors.ts';

type Log = (line: string) => void;

/** All that a page is told of a fault of ours. */
export const internalError = (where?: string): WireError => ({
  code: 'internal',
  message: `The program met a fault of its own${where === undefined ? '' : ` in ${where}`}`,
  hint: 'The terminal it was started in says more; please report it.',
  values: where === undefined ? { kind: 'own-fault' } : { kind: 'own-fault-in', call: where },
});

/**
 * Any thrown value as the contract's client gets it: code from the closed list, message, `data` of field and hint. What was not
 * thrown on purpose becomes `internal` without its text, which goes to `log` with its stack; what the system refused keeps its values.
 */
export function toContractError(thrown: unknown, call: string, log: Log, signal?: AbortSignal): ORPCError<string, unknown> {
  if (thrown instanceof ORPCError && isOurs(thrown)) return thrown;
  // Whatever broke because nobody waits for the answer any more is no fault.
  if (signal?.aborted)
    return new ORPCError('cancelled', {
      status: httpStatusFor(thrown, 'cancelled'),
      message: `${call} was given up`,
      data: {},
    });
  const { code, message, field, hint, values } = wireErrorOf(thrown, call, log);
  return new ORPCError(code, { status: httpStatusFor(thrown, code), message, data: { field, hint, values } });
}

/** What went wrong while a call's input was read: JSON that is none, or not the shape that oRPC sends. */
export const asInputError = (thrown: unknown): unknown =>
  thrown instanceof SyntaxError || thrown instanceof TypeError
    ? new StudioError('bad-usage', `The input of the call cannot be read: ${thrown.message}`, { values: { kind: 'call-unread', detail: thrown.message }, cause: thrown })
    : thrown;

function wireErrorOf(thrown: unknown, call: string, log: Log): WireError {
  if (thrown instanceof StudioError) return toWireError(thrown);
  if (thrown instanceof ORPCError && thrown.cause instanceof ValidationError && thrown.code === 'BAD_REQUEST') {
    return inputError(thrown.cause.issues as readonly Issue[], thrown.cause.data);
  }
  log(`${call}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
  const { code, values } = toWireError(thrown);
  return values ? { ...internalError(call), code, values } : internalError(call);
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
  readonly code?: string;
  readonly keys?: readonly string[];
  /** Of what is too small or too big. */
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  /** False: the bound itself is refused too. */
  readonly inclusive?: boolean;
  /** Of what is of another type. */
  readonly expected?: string;
}

/** Settings of a run that take text of a form of their own. */
const formSettings = new Set<string>(runSettings.flatMap((row) => ('takes' in row || row.kind === 'size' ? [row.key] : [])));

/** What was given at a path; of a list how long it is. */
function valueAt(input: unknown, path: readonly string[]): number | string {
  const value = path.reduce<unknown>((inside, key) => (typeof inside === 'object' && inside !== null ? (inside as Readonly<Record<string, unknown>>)[key] : undefined), input);
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' ? value : String(value);
}

/** What a form may say of a number out of its range or not whole, of text too long or of another form, or of a name that nobody knows: which setting, what it was given, what it takes. */
function issueValues({ code, origin, minimum, maximum, inclusive, expected }: Issue, path: readonly string[], input: unknown): SaidValues | null {
  const setting = path.at(-1) ?? '';
  const value = valueAt(input, path);
  if (code === 'unrecognized_keys') return { kind: 'value-unknown', field: path.join('.') };
  if (code === 'too_big' && origin === 'string') return { kind: 'text-too-long', setting, length: String(value).length, most: Number(maximum) };
  if (code === 'too_small' && origin !== 'string') return { kind: inclusive === false ? 'value-not-above' : 'value-too-small', setting, value, least: Number(minimum) };
  if (code === 'too_big') return { kind: inclusive === false ? 'value-not-below' : 'value-too-large', setting, value, most: Number(maximum) };
  if (code === 'invalid_type' && expected === 'int') return { kind: 'value-not-whole', setting, value };
  const isOfForm = (code === 'invalid_format' || code === 'custom') && path.at(-2) === 'spec' && formSettings.has(setting);
  return isOfForm ? { kind: 'setting-form', setting, value, what: setting } : null;
}

/** The first of what zod found wrong; `field` is the path to it, such as `filter.split` or `images.3`. */
function inputError(issues: readonly Issue[], input: unknown): WireError {
  const [issue] = issues;
  if (!issue) return { code: 'bad-usage', message: 'The input is not what this call takes' };
  const parts = [...(issue.path ?? []), ...(issue.code === 'unrecognized_keys' ? (issue.keys ?? []).slice(0, 1) : [])];
  const path = parts.map((part) => String(typeof part === 'object' ? part.key : part));
  const field = path.join('.');
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  const message = `${field === '' ? 'Input' : field}: ${issue.message}${more}`;
  const values = issueValues(issue, path, input);
  return { code: 'bad-usage', message, ...(field === '' ? {} : { field }), ...(values ? { values } : {}) };
}

const isOurs = ({ data, code }: ORPCError<string, unknown>): boolean =>
  typeof data === 'object' && data !== null && 'hint' in data && code === code.toLowerCase();
