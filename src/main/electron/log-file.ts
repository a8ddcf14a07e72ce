import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** About a year of ordinary use. */
const mostBytes = 1_000_000;

export interface LogFile {
  readonly file: string;
  /** A line with its time, to the terminal too; where the file cannot be written it stays at that. Never throws. */
  readonly log: (line: string) => void;
}

/** A program that was started from a menu has no terminal to say what went wrong: it stands in this file, the time before in `.old` beside it. */
export function openLogFile(folder: string, print: (line: string) => void): LogFile {
  const file = join(folder, 'graft-studio.log');
  let isWritten = keepSmall(folder, file, print);
  return {
    file,
    log(line) {
      print(line);
      if (isWritten) isWritten = tried(() => appendFileSync(file, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 }), print);
    },
  };
}

const keepSmall = (folder: string, file: string, print: (line: string) => void): boolean =>
  tried(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) renameSync(file, `${file}.old`);
  }, print);

function tried(write: () => void, print: (line: string) => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    print(`The log is kept no longer: ${(error as Error).message}`);
    return false;
  }
}
