import type { FileHandle } from 'node:fs/promises';
import { writeFully } from './durable.ts';

/** Pieces of a file one after the other. */
export interface JoinedWrites {
  /** @param bytes that stay as they are until the next `add`, or `end`, resolves. @returns waits until what was added before is written, so that one large piece is written while the next is made */
  add(bytes: Uint8Array): Promise<void>;
  /** Waits for all of it. */
  end(): Promise<void>;
}

/** Of a network most tensors are smaller, and a call for each of them takes longer than their bytes. */
const smallBytes = 64 * 1024;
const joinedBytes = 1024 * 1024;

/** Writes at the place where the file stands, small pieces together. */
export function joinedWrites(handle: FileHandle): JoinedWrites {
  let writing = Promise.resolve();
  let joined = Buffer.allocUnsafe(joinedBytes);
  let filled = 0;
  const begin = (bytes: Uint8Array): Promise<void> => {
    const before = writing;
    writing = before.then(() => writeFully(handle, bytes));
    // Told by whoever waits for it; after another error nobody does.
    writing.catch(() => undefined);
    return before;
  };
  const flush = (): Promise<void> => {
    if (filled === 0) return writing;
    const part = joined.subarray(0, filled);
    joined = Buffer.allocUnsafe(joinedBytes);
    filled = 0;
    return begin(part);
  };
  return {
    async add(bytes) {
      if (bytes.byteLength > smallBytes) {
        await Promise.all([flush(), begin(bytes)]);
        return;
      }
      const waiting = filled + bytes.byteLength > joinedBytes ? flush() : undefined;
      joined.set(bytes, filled);
      filled += bytes.byteLength;
      await waiting;
    },
    async end() {
      void flush();
      await writing;
    },
  };
}
