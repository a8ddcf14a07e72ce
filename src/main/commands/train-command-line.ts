import type { RunSpec } from '../../shared/run-spec.ts';
import { specFields, specFlags } from './run-spec-flags.ts';

/** A word as a POSIX shell reads it back. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The line that does in a terminal what a window's form asks for; `graft train` reads the same spec from it. */
export function trainCommandLine(dataset: string, spec: RunSpec): string {
  const options = specFields.flatMap((field) => {
    const value = spec[field];
    if (value === undefined) return [];
    const { flag, write = String } = specFlags[field];
    const text = typeof value === 'number' ? write(value) : value;
    // A value that looks like a flag must hang on its own.
    return text.startsWith('-') ? [quoted(`--${flag}=${text}`)] : [`--${flag}`, quoted(text)];
  });
  return ['graft', 'train', quoted(dataset), ...options].join(' ');
}
