import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../errors.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { decodeHost } from '../../images/decode-host.ts';
import { kindByName } from '../../images/picture-kinds.ts';
import { each, type Listed } from '../../listed.ts';
import { sameStat } from '../../store/images.ts';
import { FileList } from '../../store/file-list.ts';
import type { KnownFile, ScannedFile } from '../../store/scanned-file.ts';
import type { BareFolder } from '../../store/json-columns.ts';
import { forEachLimited, forSomeLimited } from '../files/for-each-limited.ts';
import { filesAMessage, filesAtOnce, inspectFiles, type Verdict } from '../files/inspect-file.ts';
import { emptyFolders } from '../files/empty-folders.ts';
import { lookAtFile, walkFolder, type UnusableFile, type Walk, type WalkedFile } from '../files/walk-folder.ts';

export interface ScanOptions {
  /** What an earlier scan found: a good picture that is the same file, untouched, is not read again. */
  known?: FileList;
  /** Called with the paths of all files once they are known, before any is read; what it throws ends the scan. */
  onWalked?: (paths: Iterable<string>) => void;
  /** Called at most ten times a second, and at the end. `total` counts files of every kind. */
  onProgress?: (progress: { done: number; total: number }) => void;
  /**
   * Where given, a file that does not decode but was written to a moment ago is taken for one that is still being written: it is told
   * here and left as it was known (or out), not called bad. Look again after {@link settleMs}.
   */
  onUnsettled?: (path: string) => void;
  signal?: AbortSignal;
}

/** Small pictures that one process verifies in the time in which another one starts. */
const filesForOne = 1000;

/** A file that nobody has written to for so long is as it is meant to be. */
export const settleMs = 1500;

export interface Scan {
  /** Pictures, good and bad, by path. */
  found: FileList;
  /** Files that are no pictures and do not claim to be. */
  ignored: number;
  /** Links to folders that are read under another path, and folders without pictures. */
  bareFolders: BareFolder[];
  /** Files whose content was read, for the tests and the curious; `decoded` of them as pictures. */
  read: number;
  decoded: number;
}

/**
 * Reads every picture below `root` (a real path): sha256, size in pixels, and whether it decodes. A file that cannot be
 * used is listed with its reason and ends nothing; nothing is written.
 * @throws StudioError `cancelled` by `signal`
 */
export async function scanFolder(root: string, options: ScanOptions = {}): Promise<Scan> {
  const isNew = !options.known?.length;
  // Where all will be read, who reads it loads while the folder is walked.
  if (isNew) decodeHost().getReady(1);
  const walk = await walkFolder(root, options.signal);
  if (isNew && walk.files.length > filesForOne) decodeHost().getReady();
  const scan: Scan = { found: new FileList(), ignored: walk.ignored, bareFolders: walk.linkedFolders, read: 0, decoded: 0 };
  for (const file of walk.unusable) scan.found.add(unusableFile(file));
  options.onWalked?.(walk.files);
  const progress = throttledProgress(walk.files.length, options.onProgress);
  const goOn = (): void => {
    if (options.signal?.aborted) throw new StudioError('cancelled', 'The scan was cancelled');
  };
  const changed = await takeUnchanged(root, walk.files, scan, options.known ?? new FileList(), goOn, progress.step);
  await forSomeLimited(changed, { limit: filesAtOnce, together: filesAMessage }, async (positions) => {
    goOn();
    const inspected = await inspectFiles(root, positions.map((position) => walk.files.at(position)!));
    // What takes long by itself is read by as many as there may be.
    if (isNew && inspected.length < positions.length) decodeHost().getReady();
    for (const found of inspected) {
      if (found === 'no-image') scan.ignored += 1;
      else if ('reason' in found) leaveOut(found, scan);
      else await takeVerdict(root, found, scan, options);
    }
    progress.step(inspected.length);
    return inspected.length;
  });
  progress.end();
  scan.found.sortByPath();
  const empty = emptyFolders(walk.folders, withPictures(scan, walk));
  return { ...scan, bareFolders: [...walk.linkedFolders, ...empty.map((folder) => ({ folder, target: null }))] };
}

function* withPictures({ found }: Scan, { linkedFolders }: Walk): Generator<string> {
  yield* each(found, ({ path: file }) => file);
  yield* each(linkedFolders, ({ folder }) => folder);
}

/** Files that are looked at together. */
const lookedAtOnce = 128;

/**
 * Takes over what is known of files that are as they were, by their stamps or else by their content; the positions of the others are answered. A bad one is looked at again:
 * its permissions may have changed.
 */
async function takeUnchanged(
  root: string,
  paths: Listed<string>,
  scan: Scan,
  known: FileList,
  goOn: () => void,
  step: (files?: number) => void,
): Promise<number[]> {
  const changed: number[] = [];
  const touched: { position: number; before: KnownFile }[] = [];
  for (let start = 0; start < paths.length; start += lookedAtOnce) {
    goOn();
    const candidates: { position: number; before: KnownFile; file: string }[] = [];
    for (let position = start; position < Math.min(start + lookedAtOnce, paths.length); position++) {
      const file = paths.at(position)!;
      const before = known.length === 0 ? undefined : known.at(known.find(file));
      if (before?.problem === null) candidates.push({ position, before, file });
      else changed.push(position);
    }
    const looked = await Promise.all(candidates.map(({ file }) => lookAtFile(root, file)));
    for (const [i, file] of looked.entries()) {
      const { position, before } = candidates[i]!;
      if ('reason' in file) changed.push(position);
      else if (takeKnown(file, scan, before)) step();
      else touched.push({ position, before });
    }
  }
  await forEachLimited(touched, filesAtOnce, async ({ position, before }) => {
    goOn();
    const file = await lookAtFile(root, before.path);
    if (!('reason' in file) && (await takeSameContent(root, file, scan, before))) step();
    else changed.push(position);
  });
  return changed;
}

/** What lies there under a picture's name is listed with its reason; nobody misses the rest. */
function leaveOut(file: UnusableFile, scan: Scan): void {
  if (kindByName(file.path)) scan.found.add(unusableFile(file));
  else scan.ignored += 1;
}

function takeKnown(file: WalkedFile, scan: Scan, before: KnownFile): boolean {
  if (!sameStat(before, file)) return false;
  const { sha256, width, height, problem, isDim } = before;
  scan.found.add({ ...file, sha256, width, height, problem, isDim });
  return true;
}

/** Where a file may be another one, or none can tell, its content does; what holds the same bytes need not be decoded again. */
async function takeSameContent(root: string, file: WalkedFile, scan: Scan, before: KnownFile): Promise<boolean> {
  if (before.sizeBytes !== file.sizeBytes) return false;
  // What cannot be read now is for the inspection to word.
  const sha256 = await contentOf(path.join(root, file.path), file.sizeBytes).catch(() => null);
  if (sha256 !== before.sha256) return false;
  scan.read += 1;
  scan.found.add({ ...file, sha256, width: before.width, height: before.height, problem: null, isDim: before.isDim });
  return true;
}

/** A stream costs a small file ten times its reading. */
const contentOf = async (file: string, sizeBytes: number): Promise<string> =>
  sizeBytes > 1_000_000 ? sha256OfFile(file) : createHash('sha256').update(await readFile(file)).digest('hex');

async function takeVerdict(root: string, { file, verdict }: { file: WalkedFile; verdict: Verdict }, scan: Scan, { known, onUnsettled }: ScanOptions): Promise<void> {
  scan.read += 1;
  scan.decoded += 1;
  if (onUnsettled && verdict.problem !== null && (await wasJustWritten(path.join(root, file.path)))) {
    onUnsettled(file.path);
    const before = known?.at(known.find(file.path));
    if (before) scan.found.add(before);
    return;
  }
  scan.found.add({ ...file, ...verdict });
}

/** A copied file may carry an old modification time, never an old change of its entry. One that vanished counts too. */
async function wasJustWritten(file: string): Promise<boolean> {
  const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return stats === null || isJustNow(stats.mtimeMs) || isJustNow(stats.ctimeMs);
}

/** A file server's clock may be ahead by so much. A time far ahead, as a camera's clock or one that was set back leaves it, is none of now: the file would never settle. */
const skewMs = 60_000;

function isJustNow(ms: number): boolean {
  const ageMs = Date.now() - ms;
  return ageMs < settleMs && ageMs > -skewMs;
}

/** A file that can be nothing, with the reason. */
export const unusableFile = ({ path: relative, reason, values }: UnusableFile): ScannedFile => ({
  path: relative,
  sizeBytes: 0,
  modifiedMs: 0,
  stamp: null,
  sha256: null,
  width: null,
  height: null,
  problem: reason,
  problemValues: values,
});

function throttledProgress(total: number, report: ScanOptions['onProgress']) {
  let done = 0;
  let last = 0;
  return {
    step(files = 1): void {
      done += files;
      const now = Date.now();
      if (now - last < 100) return;
      last = now;
      report?.({ done, total });
    },
    end: (): void => report?.({ done, total }),
  };
}
