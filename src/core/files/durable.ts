import { chmodSync, closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import { chmod, open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** Some file systems of networks and of user space sync files and not folders; there a rename is as durable as they make it. */
function unlessUnsupported(error: unknown): void {
  if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
}

/** Makes a rename in this folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync().catch(unlessUnsupported);
  } finally {
    await handle.close();
  }
}

export function syncFolderSync(folder: string): void {
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } catch (error) {
    unlessUnsupported(error);
  } finally {
    closeSync(file);
  }
}

/** Writes all bytes at `position` (`null`: where the file stands); a plain `write` may stop early. */
export async function writeFully(handle: FileHandle, bytes: Uint8Array, position: number | null = null): Promise<void> {
  for (let written = 0; written < bytes.byteLength; ) {
    const at = position === null ? null : position + written;
    written += (await handle.write(bytes, written, bytes.byteLength - written, at)).bytesWritten;
  }
}

/** Gives a file its permissions where it has others; file systems without any refuse the call even where nothing changes. */
export async function setMode(file: string, mode: number): Promise<void> {
  if (((await stat(file)).mode & 0o777) !== mode) await chmod(file, mode);
}

export function setModeSync(file: string, mode: number): void {
  if ((statSync(file).mode & 0o777) !== mode) chmodSync(file, mode);
}
