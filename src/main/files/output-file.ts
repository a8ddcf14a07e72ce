import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../core/errors.ts';

/** A file that appears under its name only when it is whole. */
export interface OutputFile {
  /** Bytes written so far, not counting `writeAt`. */
  readonly sizeBytes: number;
  append(bytes: Uint8Array | string): Promise<void>;
  /** Overwrites what was appended before. */
  writeAt(position: number, bytes: Uint8Array): Promise<void>;
  /** Makes it durable and gives it its name, in place of what had it. */
  commit(): Promise<void>;
  /** Leaves nothing; does nothing after `commit`. */
  discard(): Promise<void>;
}

/** Small pieces are gathered up to this size, since a row of a table is much smaller than a disk's page. */
const bufferBytes = 1 << 16;

/** @throws StudioError `bad-usage` where the folder is not there or may not be written; later `out-of-disk` */
export async function createOutputFile(file: string, field: string): Promise<OutputFile> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(4).toString('hex')}.partial`);
  const handle = await open(temporary, 'wx').catch((cause: NodeJS.ErrnoException) => {
    throw new StudioError('bad-usage', `${file} cannot be written: ${cause.code ?? cause.message}`, {
      field,
      hint: 'Choose a folder that exists and may be written to.',
      cause,
    });
  });
  return outputFile(handle, temporary, file);
}

function outputFile(handle: FileHandle, temporary: string, file: string): OutputFile {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let written = 0;
  let isOpen = true;
  const flush = async (): Promise<void> => {
    const pieces = waiting;
    const size = waitingBytes;
    waiting = [];
    waitingBytes = 0;
    if (size > 0) await guarded(() => writeAll(handle, Buffer.concat(pieces), written));
    written += size;
  };
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (cause) {
      throw (cause as NodeJS.ErrnoException).code === 'ENOSPC'
        ? new StudioError('out-of-disk', `No room on the disk for ${file}`, { cause })
        : cause;
    }
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
      await guarded(() => writeAll(handle, bytes, position));
    },
    async commit() {
      await flush();
      await guarded(() => handle.sync());
      await handle.close();
      isOpen = false;
      await rename(temporary, file);
    },
    async discard() {
      if (!isOpen) return;
      isOpen = false;
      await handle.close();
      await rm(temporary, { force: true });
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length)
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}
