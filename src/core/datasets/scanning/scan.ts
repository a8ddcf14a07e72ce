import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../errors.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { kindByName } from '../../images/picture-kinds.ts';
import { sameStat, type ScannedFile } from '../../store/images.ts';
import type { BareFolder } from '../../store/json-columns.ts';
import { forEachLimited, forSomeLimited } from '../files/for-each-limited.ts';
import { filesAMessage, filesAtOnce, inspectFiles, type Verdict } from '../files/inspect-file.ts';
import { emptyFolders } from '../files/empty-folders.ts';
import { lookAtFile, walkFolder, type UnusableFile, type WalkedFile } from '../files/walk-folder.ts';
import { createFoundRows, type FoundRows } from './found-rows.ts';

export interface ScanOptions {
  /** What an earlier scan found, by path: a good picture that is the same file, untouched, is not read again. */
  known?: ReadonlyMap<string, ScannedFile>;
  /** Called with the paths of all files once they are known, before any is read; what it throws ends the scan. */
  onWalked?: (paths: readonly string[]) => void;
  /** Called at most ten times a second, and at the end. `total` counts files of every kind. */
  onProgress?: (progress: { done: number; total: number }) => void;
  /**
   * Where given, a file that does not decode but was written to a moment ago is taken for one that is still being written: it is told
   * here and left as it was known (or out), not called bad. Look again after {@link settleMs}.
   */
  onUnsettled?: (path: string) => void;
  signal?: AbortSignal;
}

/** A file that nobody has written to for so long is as it is meant to be. */
export const settleMs = 1500;

export interface Scan {
  /** Pictures, good and bad, in no particular order. */
  found: FoundRows;
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
  const walk = await walkFolder(root, options.signal);
  const scan: Scan = { found: createFoundRows(), ignored: walk.ignored, bareFolders: walk.linkedFolders, read: 0, decoded: 0 };
  for (const file of walk.unusable) scan.found.add(unusableFile(file));
  options.onWalked?.(walk.files);
  const progress = throttledProgress(walk.files.length, options.onProgress);
  const goOn = (): void => {
    if (options.signal?.aborted) throw new StudioError('cancelled', 'The scan was cancelled');
  };
  const changed = await takeUnchanged(root, walk.files, scan, options.known ?? new Map(), goOn, progress.step);
  await forSomeLimited(changed, { limit: filesAtOnce, together: filesAMessage }, async (paths) => {
    goOn();
    // Before the content: what is written meanwhile must look new to the next scan.
    const looked = await Promise.all(paths.map((file) => lookAtFile(root, file)));
    const [first] = looked;
    if (first && 'reason' in first) {
      leaveOut(first, scan);
      progress.step();
      return 1;
    }
    const gone = looked.findIndex((file) => 'reason' in file);
    const files = (gone < 0 ? looked : looked.slice(0, gone)) as WalkedFile[];
    const verdicts = await inspectFiles(files.map((file) => path.join(root, file.path)));
    for (const [i, verdict] of verdicts.entries()) await takeVerdict(root, files[i]!, verdict, scan, options);
    progress.step(verdicts.length);
    return verdicts.length;
  });
  progress.end();
  const withPictures = [...scan.found.files.map((file) => file.path), ...walk.linkedFolders.map(({ folder }) => folder)];
  return { ...scan, bareFolders: [...walk.linkedFolders, ...emptyFolders(walk.folders, withPictures).map((folder) => ({ folder, target: null }))] };
}

/** Files that are looked at together. */
const lookedAtOnce = 128;

/**
 * Takes over what is known of files that are as they were, by their stamps or else by their content; the others are answered. A bad one is looked at again: its
 * permissions may have changed.
 */
async function takeUnchanged(
  root: string,
  paths: readonly string[],
  scan: Scan,
  known: ReadonlyMap<string, ScannedFile>,
  goOn: () => void,
  step: (files?: number) => void,
): Promise<string[]> {
  const isGood = (file: string): boolean => known.get(file)?.problem === null;
  const changed = paths.filter((file) => !isGood(file));
  const candidates = known.size === 0 ? [] : paths.filter(isGood);
  const touched: WalkedFile[] = [];
  for (let start = 0; start < candidates.length; start += lookedAtOnce) {
    goOn();
    for (const file of await Promise.all(candidates.slice(start, start + lookedAtOnce).map((each) => lookAtFile(root, each)))) {
      if ('reason' in file) changed.push(file.path);
      else if (takeKnown(file, scan, known.get(file.path)!)) step();
      else touched.push(file);
    }
  }
  await forEachLimited(touched, filesAtOnce, async (file) => {
    goOn();
    if (await takeSameContent(root, file, scan, known.get(file.path)!)) step();
    else changed.push(file.path);
  });
  return changed;
}

/** What lies there under a picture's name is listed with its reason; nobody misses the rest. */
function leaveOut(file: UnusableFile, scan: Scan): void {
  if (kindByName(file.path)) scan.found.add(unusableFile(file));
  else scan.ignored += 1;
}

function takeKnown(file: WalkedFile, scan: Scan, before: ScannedFile): boolean {
  if (!sameStat(before, file)) return false;
  const { sha256, width, height, problem, isDim } = before;
  scan.found.add({ ...file, sha256, width, height, problem, isDim });
  return true;
}

/** Where a file may be another one, or none can tell, its content does; what holds the same bytes need not be decoded again. */
async function takeSameContent(root: string, file: WalkedFile, scan: Scan, before: ScannedFile): Promise<boolean> {
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

async function takeVerdict(root: string, file: WalkedFile, verdict: Verdict | 'no-image', scan: Scan, { known, onUnsettled }: ScanOptions): Promise<void> {
  if (verdict === 'no-image') {
    scan.ignored += 1;
    return;
  }
  scan.read += 1;
  scan.decoded += 1;
  if (onUnsettled && verdict.problem !== null && (await wasJustWritten(path.join(root, file.path)))) {
    onUnsettled(file.path);
    const before = known?.get(file.path);
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
  return stats === null || Date.now() - Math.max(stats.mtimeMs, stats.ctimeMs) < settleMs;
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
