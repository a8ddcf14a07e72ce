import { lstatSync, readdirSync, rmSync, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { ownerOf } from './owned-name.ts';

/** How long something without a known owner is left alone: no writer takes this long. */
const strangerMs = 24 * 60 * 60 * 1000;

/** Names of versions before the owner stood in them; only looked for in folders that are the studio's alone. */
const olderNames = [
  /^\.importing-[0-9a-f]{8}$/,
  /^\.probe-[A-Za-z0-9]{6}$/,
  /^\..+\.\d+-[0-9a-f]{8}\.tmp$/,
  /^[0-9a-f]{64}-\d+\.webp\.\d+-[0-9a-f]{8}\.tmp$/,
  /^\..+\.[0-9a-f]{12}\.partial$/,
];
const olderGraph = /^graft-graph-[A-Za-z0-9]{6}$/;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
const notThere = ['ENOENT', 'ENOTDIR'];
/** Nothing can be removed there by this process: not its business. */
const notOurs = [...notThere, 'EACCES', 'EPERM', 'EROFS'];

function unless<T>(codes: readonly string[], work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (codes.includes(codeOf(error))) return otherwise;
    throw error;
  }
}

const isOfThisUser = (stats: Stats): boolean => process.getuid === undefined || stats.uid === process.getuid();

function isLeftOver(name: string, stats: Stats, isOlder: (name: string) => boolean): boolean {
  const owner = ownerOf(name);
  if (owner === null && !isOlder(name)) return false;
  if (!isOfThisUser(stats) || owner === 'alive') return false;
  return owner === 'gone' || Date.now() - stats.mtimeMs > strangerMs;
}

function sweep(folder: string, isOlder: (name: string) => boolean): number {
  let removed = 0;
  for (const name of unless(notOurs, () => readdirSync(folder), [])) {
    if (ownerOf(name) === null && !isOlder(name)) continue;
    const path = join(folder, name);
    const stats = unless(notOurs, () => lstatSync(path), null);
    if (!stats || !isLeftOver(name, stats, isOlder)) continue;
    removed += unless(notOurs, () => (rmSync(path, { recursive: true, force: true }), 1), 0);
  }
  return removed;
}

/** The folders in a folder; none where it is not there or may not be read. */
export const foldersIn = (folder: string): string[] =>
  unless(notOurs, () => readdirSync(folder, { withFileTypes: true }), []).flatMap((entry) => (entry.isDirectory() ? join(folder, entry.name) : []));

const swept = new Set<string>();

/**
 * Removes what processes that died left half-written in a folder; called before each write, done once a process and folder.
 * Goes by names of ours alone ({@link ownerOf}): never touches what a living process writes, or a file of another user.
 */
export function sweepOnce(folder: string): void {
  const path = resolve(folder);
  if (swept.has(path)) return;
  swept.add(path);
  sweep(path, () => false);
}

/** The same at once, and as often as it is asked: for who knows that a writer there has just died. */
export const sweepNow = (folder: string): void => void sweep(folder, () => false);

/** The same in a folder of the studio alone, where names of earlier versions count too. @returns how many were removed */
export const sweepStudioFolder = (folder: string): number => sweep(folder, (name) => olderNames.some((older) => older.test(name)));

/** Removes a folder of ours that nothing was written into for so long. */
export function sweepOlder(folder: string, keptMs: number): void {
  const stats = unless(notOurs, () => lstatSync(folder), null);
  if (stats && Date.now() - stats.mtimeMs > keptMs) unless(notOurs, () => rmSync(folder, { recursive: true, force: true }), undefined);
}

let graphsAreSwept = false;

/** The same in the system's temporary folder, for the graphs that the engine reads from there; once a process. */
export function sweepGraphs(folder: string): void {
  if (!graphsAreSwept) sweep(folder, (name) => olderGraph.test(name));
  graphsAreSwept = true;
}
