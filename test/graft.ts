import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Each line of stdout read as JSON. */
  lines: () => any[];
}

export interface StartOptions {
  home: string;
  env?: Record<string, string>;
  cwd?: string;
  stdin?: string;
}

const entry = path.resolve('src/main/cli.ts');

/** Starts the real program with a data folder of its own. */
export function startGraft(args: readonly string[], { home, env = {}, cwd }: StartOptions): ChildProcessWithoutNullStreams {
  const { NO_COLOR: _, FORCE_COLOR: __, ...rest } = process.env;
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    env: { ...rest, GRAFT_HOME: home, ...env },
    cwd,
  });
}

/** Runs the real program to its end. */
export async function graft(args: readonly string[], options: StartOptions): Promise<Ended> {
  const child = startGraft(args, options);
  child.stdin.end(options.stdin ?? '');
  return ended(child);
}

export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return {
    code,
    stdout,
    stderr,
    lines: () =>
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}
