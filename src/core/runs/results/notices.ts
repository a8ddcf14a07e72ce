import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFolder, runFolder } from '../../data-folder.ts';
import { namedWriteError } from '../../files/write-error.ts';
import type { Studio } from '../../studio.ts';

const file = (studio: Studio, runId: number) => join(runFolder(studio.folder, runId), 'notices.jsonl');

/** Remembers beside a run's checkpoints what it had to say while it trained: a line of JSON each, which begins it, so that one cut short spoils no other. @throws StudioError `out-of-disk`, `not-writable` */
export function keepNotice(studio: Studio, runId: number, message: string): void {
  ensureFolder(runFolder(studio.folder, runId));
  try {
    appendFileSync(file(studio, runId), `\n${JSON.stringify(message)}`);
  } catch (error) {
    throw namedWriteError(error, file(studio, runId));
  }
}

/** Null for a line cut short by a crash. */
function parsed(line: string): string | null {
  try {
    return JSON.parse(line) as string;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** In the order in which they were said first; a resumed run says some again. */
export function listNotices(studio: Studio, runId: number): string[] {
  if (!existsSync(file(studio, runId))) return [];
  const lines = readFileSync(file(studio, runId), 'utf8').split('\n');
  return [...new Set(lines.filter((line) => line !== '').flatMap((line) => parsed(line) ?? []))];
}
