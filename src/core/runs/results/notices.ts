import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFolder, runFolder } from '../../data-folder.ts';
import { namedWriteError } from '../../files/write-error.ts';
import type { RunNotice } from '../../../shared/contract/run-calls.ts';
import type { Studio } from '../../open-studio.ts';

const file = (studio: Studio, runId: number) => join(runFolder(studio.folder, runId), 'notices.jsonl');

/** Remembers beside a run's checkpoints what it had to say while it trained: a line of JSON each, which begins it, so that one cut short spoils no other. @throws StudioError `out-of-disk`, `not-writable` */
export function keepNotice(studio: Studio, runId: number, notice: RunNotice): void {
  ensureFolder(runFolder(studio.folder, runId));
  try {
    appendFileSync(file(studio, runId), `\n${JSON.stringify(notice)}`);
  } catch (error) {
    throw namedWriteError(error, file(studio, runId));
  }
}

/** Null for a line cut short by a crash. Older versions kept English sentences. */
function parsed(line: string): RunNotice | null {
  try {
    const notice = JSON.parse(line) as RunNotice | string;
    return typeof notice === 'string' ? { about: 'text', text: notice } : notice;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** In the order in which they were said first; a resumed run says some again. */
export function listNotices(studio: Studio, runId: number): RunNotice[] {
  if (!existsSync(file(studio, runId))) return [];
  const lines = readFileSync(file(studio, runId), 'utf8').split('\n');
  return [...new Set(lines.filter((line) => line !== ''))].flatMap((line) => parsed(line) ?? []);
}
