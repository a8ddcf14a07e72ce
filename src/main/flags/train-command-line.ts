import type { RunSpec } from '../../shared/run-spec.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { settingFlags } from './setting-flags.ts';

/** The line that does in a terminal what a window's form asks for; `graft train` reads the same spec from it. */
export function trainCommandLine(dataset: string, spec: RunSpec, flags = settingFlags()): string {
  const values: Readonly<Record<string, string | number | undefined>> = spec;
  const options = flags.flatMap(({ key, flag, write }) => {
    const value = values[key];
    if (value === undefined) return [];
    const text = write(value);
    // A value that looks like a flag must hang on its own.
    return text.startsWith('-') ? [shellWord(`--${flag}=${text}`)] : [`--${flag}`, shellWord(text)];
  });
  return ['graft', 'train', shellWord(dataset), ...options].join(' ');
}
