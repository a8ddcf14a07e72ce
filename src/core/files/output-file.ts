import { link, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../errors.ts';
import { setMode, syncFolder, writeFully } from './durable.ts';
import { ownedName } from './owned-name.ts';
import { removedAtExit } from './removed-at-exit.ts';
import { sweepOnce } from './sweep.ts';
import { checkTargetFile, notReplaced, type Target, type TargetOptions } from './target.ts';
import { namedWriteError } from './write-error.ts';

/** A file that a person named; it appears under its name only when it is whole. */
export interface OutputFile {
  /** Bytes written so far, not counting `writeAt`. */
  readonly sizeBytes: number;
  append(bytes: Uint8Array | string): Promise<void>;
  /** Overwrites what was appended before. */
  writeAt(position: number, bytes: Uint8Array): Promise<void>;
  /** Makes it durable and gives it its name, in place of what had it. @throws StudioError `already-exists` where that is not to be replaced */
  commit(): Promise<void>;
  /** Leaves nothing; does nothing after `commit`. */
  discard(): Promise<void>;
}

export interface OutputOptions extends TargetOptions {
  /** Whether `writeAt` will be called, which a pipe cannot do. */
  readonly seeks?: boolean;
}

/** Small pieces are gathered up to this size, since a row of a table is much smaller than a disk's page. */
const bufferBytes = 1 << 16;

/** @throws StudioError `bad-usage` where the place is not good ({@link checkTargetFile}); later also `out-of-disk` */
export async function createOutputFile(file: string, options: OutputOptions): Promise<OutputFile> {
  const { field } = options;
  const target = await checkTargetFile(file, options);
  if (target.isStream && options.seeks) {
    throw new StudioError('bad-usage', `${file} is a pipe or a device, and this kind of file is written out of order.`, {
      values: { kind: 'target-is-pipe', file },
      field,
      hint: 'Choose the name of a file.',
    });
  }
  const named = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw namedWriteError(error, file, field);
    }
  };
  const folder = dirname(target.file);
  if (!target.isStream) sweepOnce(folder);
  const path = target.isStream ? target.file : join(folder, ownedName('partial'));
  const handle = await named(() => open(path, target.isStream ? 'w' : 'wx'));
  const place = options.replaces === false ? () => takeName(path, target.file, () => notReplaced(file, field)) : () => rename(path, target.file);
  return outputFile(handle, path, target, { named, place });
}

/** File systems without a second name for a file: there a file that comes into being this moment is replaced. */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Gives a file a name that nothing has, in one step: renaming would replace whatever came into being meanwhile. */
async function takeName(path: string, name: string, taken: () => Error): Promise<void> {
  try {
    await link(path, name);
    await rm(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST') throw taken();
    if (!noLinks.includes(code)) throw error;
    await rename(path, name);
  }
}

function outputFile(
  handle: FileHandle,
  path: string,
  { file, isStream, mode }: Target,
  { named, place }: { named: <T>(work: () => Promise<T>) => Promise<T>; place: () => Promise<void> },
): OutputFile {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let written = 0;
  let isOpen = true;
  let isPlaced = isStream;
  const letGo = isStream ? () => undefined : removedAtExit(path);
  const flush = async (): Promise<void> => {
    const pieces = waiting;
    const size = waitingBytes;
    waiting = [];
    waitingBytes = 0;
    if (size > 0) await named(() => writeFully(handle, Buffer.concat(pieces), isStream ? null : written));
    written += size;
  };
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await handle.close();
  };
  return {
    get sizeBytes() {
      return written + waitingBytes;
    },
    async append(bytes) {
      // A copy: the caller may use its array again before this is on the disk.
      const copy = Buffer.from(bytes as Uint8Array);
      waiting.push(copy);
      waitingBytes += copy.length;
      if (waitingBytes >= bufferBytes) await flush();
    },
    async writeAt(position, bytes) {
      await flush();
      await named(() => writeFully(handle, bytes, position));
    },
    async commit() {
      await flush();
      if (isStream) return close();
      await named(async () => {
        await handle.sync();
        await close();
        if (mode !== undefined) await setMode(path, mode);
        await place();
        isPlaced = true;
        letGo();
        await syncFolder(dirname(file));
      });
    },
    async discard() {
      await close();
      if (!isPlaced) await rm(path, { force: true });
      isPlaced = true;
      letGo();
    },
  };
}
