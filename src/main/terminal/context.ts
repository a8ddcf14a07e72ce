import type { Command } from 'commander';
import type { Studio } from '../../core/open-studio.ts';
import { StudioError } from '../../core/errors.ts';
import { printableJson, printableText } from './printable.ts';
import { createProgress, noProgress, type Progress } from './progress.ts';
import { errorObject, writeError } from './report-error.ts';

/** What every command gets: the global options, its ways to speak, and the user's wish to stop. */
export interface Context {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly dataDir: string | undefined;
  /** The program's answer on stdout: `value` as one line of JSON with `--json`, else `text()`. Waits for a slow reader. */
  answer(value: unknown, text: () => string): Promise<void>;
  /** Data on stdout as it is, such as lines of a table; where a person looks, on a terminal, as printable as anything else. */
  data(text: string): Promise<void>;
  /** One line for people on stdout; nothing with `--json`. */
  print(line: string): Promise<void>;
  /** One line of JSON on stdout; nothing without `--json`. */
  event(value: unknown): Promise<void>;
  /** A remark on stderr: what the user should know beside the answer. */
  remark(line: string): void;
  progress(label: string, unit: string): Progress;
  /**
   * Work that Ctrl-C asks to end by aborting its signal; `onStop` says what happens then (a function is asked at that moment). A second Ctrl-C ends the program
   * at once, and so does the first outside such work.
   */
  stoppable<T>(work: (signal: AbortSignal) => Promise<T>, onStop?: string | (() => string)): Promise<T>;
  /** Opens the studio for `work` and closes it. */
  withStudio<T>(work: (studio: Studio) => Promise<T>): Promise<T>;
  /** Ends the program with this code although nothing was thrown. */
  exitWith(code: number): void;
}

/** Whoever runs the program: reads what the commands left behind. */
export interface ContextOwner extends Context {
  readonly exitCode: number;
  /** Nobody reads stdout any more. */
  readonly isReaderGone: boolean;
  /** Ctrl-C, a polite kill, or a reader of stdout that went away. */
  stop(reason: 'interrupted' | 'reader-gone'): void;
}

/** Ends with a word, and with `--json` as an error like any other; both are written before the program ends. */
function sayStopped({ json, isReaderGone }: ContextOwner): void {
  const error = new StudioError('cancelled', 'Stopped');
  if (json && !isReaderGone) process.stdout.write(`${printableJson({ error: errorObject(error) })}\n`);
  writeError(error, false);
}

/** `program` has the global options; they are read when a command asks. */
export function createContext(program: Command): ContextOwner {
  let exitCode = 0;
  let stopping: { controller: AbortController; onStop: string | (() => string) | undefined } | null = null;
  let isReaderGone = false;
  let isAnswered = false;
  const options = () => program.opts<{ json?: boolean; verbose?: boolean; dataDir?: string }>();
  const write = async (text: string): Promise<void> => {
    // Called on failure too; what to do about one is decided where the stream's errors arrive.
    if (!isReaderGone) await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
  };
  const writeLine = (line: string): Promise<void> => write(`${printableText(line)}\n`);
  const writeJson = (value: unknown): Promise<void> => write(`${printableJson(value)}\n`);

  const context: ContextOwner = {
    get json() {
      return options().json ?? false;
    },
    get verbose() {
      return options().verbose ?? false;
    },
    get dataDir() {
      return options().dataDir;
    },
    get exitCode() {
      return exitCode;
    },
    get isReaderGone() {
      return isReaderGone;
    },
    answer(value, text) {
      isAnswered = true;
      return context.json ? writeJson(value) : writeLine(text());
    },
    data: (text) => write(process.stdout.isTTY ? printableText(text) : text),
    print: async (line) => (context.json ? undefined : writeLine(line)),
    event: async (value) => (context.json ? writeJson(value) : undefined),
    remark: (line) => void process.stderr.write(`${printableText(line)}\n`),
    progress: (label, unit) => (context.json ? noProgress : createProgress(label, unit)),
    async stoppable(work, onStop) {
      const controller = new AbortController();
      stopping = { controller, onStop };
      try {
        return await work(controller.signal);
      } finally {
        stopping = null;
      }
    },
    async withStudio(work) {
      // Loaded late: `graft --help` should not wait for the database driver.
      const { openStudio } = await import('../../core/open-studio.ts');
      const onWait = (): void => context.remark('Another program has the database locked; waiting up to 10 s for it.');
      const studio = openStudio({ dataDir: context.dataDir, patience: { waitMs: 10_000, onWait }, say: (line) => context.remark(line) });
      try {
        return await work(studio);
      } finally {
        studio.close();
      }
    },
    exitWith: (code) => void (exitCode = code),
    stop(reason) {
      if (reason === 'reader-gone') isReaderGone = true;
      if (!stopping || stopping.controller.signal.aborted) {
        // What has answered is done, whatever it still clears away.
        if (reason === 'interrupted' && !isAnswered) sayStopped(context);
        process.exit(isReaderGone ? 0 : 130);
      }
      const { onStop } = stopping;
      if (reason === 'interrupted' && onStop !== undefined) context.remark(typeof onStop === 'string' ? onStop : onStop());
      stopping.controller.abort();
    },
  };
  return context;
}
