import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import { untilStopped } from '../../core/until-stopped.ts';
import type { Answer } from '../../shared/trainer-protocol.ts';
import { inputFiles } from '../files/input-files.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';

export interface PathOptions {
  null?: boolean;
}

/** `tell` reports an answer; while it does, the next pictures may be worked on, but not many. */
type Count = (answer: Answer, tell: () => Promise<void>) => Promise<void>;
type Work = (files: AsyncIterable<string>, count: Count, signal: AbortSignal) => Promise<void>;

export const addPathOptions = (command: Command): Command =>
  command.option('-0, --null', 'paths on stdin end with NUL instead of a newline (find -print0)');

/** What the arguments have the command read, as paths: `-` is the list on standard input, which may be a file. */
export const readPaths = (inputs: readonly string[]): string[] => inputs.map((input) => (input === '-' ? '/dev/stdin' : input));

const stopped = 'Stopped before all pictures were done';

/**
 * Sends the files that the arguments mean through `work` and counts the answers. Ctrl-C ends it between two pictures, or while it waits for a path.
 * @throws StudioError `cancelled`, what `work` throws, and what telling an answer threw (a full disk)
 */
export async function streamAnswers(
  context: Context,
  inputs: readonly string[],
  options: PathOptions,
  work: Work,
): Promise<{ good: number; bad: number }> {
  const counts = { good: 0, bad: 0 };
  return context.stoppable(async (signal) => {
    let failure: { error: unknown } | null = null;
    const check = (): void => {
      if (failure) throw failure.error;
      if (signal.aborted) throw new StudioError('cancelled', stopped);
    };
    async function* files(): AsyncGenerator<string> {
      const settings = {
        stdin: process.stdin,
        nulSeparated: options.null ?? false,
        onEmptyFolder: (folder: string) => context.remark(`No pictures in ${printable(folder)}`),
      };
      for await (const file of untilStopped(inputFiles(inputs, settings), signal, stopped)) {
        check();
        yield file;
      }
    }
    await work(files(), async (answer, tell) => {
      counts['error' in answer ? 'bad' : 'good'] += 1;
      // Thrown where the next file is asked for: an answer comes from a process that has no use for our trouble.
      await tell().catch((error: unknown) => (failure ??= { error }));
    }, signal);
    check();
    return counts;
  });
}
