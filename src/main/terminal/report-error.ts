import { CommanderError } from 'commander';
import { StudioError, toWireError } from '../../core/errors.ts';
import type { WireError } from '../../shared/errors.ts';
import type { SaidValues } from '../../shared/said.ts';
import { printableText } from './printable.ts';
import { errorText } from './style.ts';

/** A usage error of the argument parser in our own words; its hint is the parser's suggestion or where to read on. */
export function fromParserError(error: CommanderError, command: string): StudioError {
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const message = first.replace(/\.$/, '').replace(/'/g, '"');
  return new StudioError('bad-usage', message[0]!.toUpperCase() + message.slice(1), {
    field: /--([a-z-]+)/.exec(first)?.[1]?.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    hint: suggestion?.replace(/^\(|\)$/g, '') ?? `See ${command} --help.`,
  });
}

/** The `--json` shape of an error, its first four names always there; `values` where what the message says is data too. */
export const errorObject = (
  error: WireError,
): { code: string; message: string; hint: string | null; field: string | null; values?: SaidValues } => ({
  code: error.code,
  message: error.message,
  hint: error.hint ?? null,
  field: error.field ?? null,
  ...(error.values === undefined ? {} : { values: error.values }),
});

/** One sentence and what to do, on stderr; with `verbose` where it came from. */
export function writeError(error: unknown, verbose: boolean): void {
  const { code, message, hint, values } = toWireError(error);
  const isFault = code === 'internal' && values?.kind !== 'too-many-files';
  const sentence = `${message}${/[.!?]$/.test(message) ? '' : '.'}${hint === undefined ? '' : ` ${hint}`}`;
  process.stderr.write(`${errorText(isFault ? 'Unexpected error:' : 'Error:')} ${printableText(sentence)}\n`);
  if (verbose) process.stderr.write(`${printableText(stackOf(error))}\n`);
  else if (isFault) process.stderr.write('This is a fault of the program; --verbose shows where.\n');
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nCaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
