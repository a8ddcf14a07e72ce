import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { ReadableFile } from './weights-handle.ts';

/** Key of a file's own sha256 in its metadata; its 64 digits count as zeros in it. */
export const sealKey = 'graft_sha256';
export const noSeal = '0'.repeat(64);

const chunkBytes = 4 << 20;

/** What a file must be: a whole file's sha256, or the one it carries itself. */
export interface Expected {
  readonly kind: 'file' | 'seal';
  readonly sha256: string;
}

/** Reads of a file's data, and what all of its bytes hash to. */
export interface CheckedFile extends ReadableFile {
  /** The sha256 of the whole file, after whatever was not asked for has been read too. */
  digest(): Promise<string>;
}

/** The beginning of a sealed file with zeros in place of its seal. */
function withoutSeal(head: Buffer, seal: string): Buffer {
  const copy = Buffer.from(head);
  const at = copy.indexOf(`"${sealKey}":"${seal}"`);
  if (at >= 0) copy.write(noSeal, at + sealKey.length + 4, 'latin1');
  return copy;
}

/**
 * Hashes a file beside the reads of its data: what a read brings is hashed while the next one is under way, gaps and the end are read
 * for it alone. Reads may come in any order; what was hashed already is only read again.
 * @param head the bytes before the data
 * @param expected null where it is only asked for
 */
export function checkWhileReading(file: ReadableFile, head: Buffer, expected: Expected | null): CheckedFile {
  const hash: Hash = createHash('sha256');
  hash.update(expected?.kind === 'seal' ? withoutSeal(head, expected.sha256) : head);
  let position = head.length;
  let waiting: Uint8Array | null = null;
  const settle = (): void => {
    if (waiting) hash.update(waiting);
    waiting = null;
  };

  /** Reads and hashes without a caller's memory. @returns whether the file ended */
  async function skipTo(end: number): Promise<boolean> {
    settle();
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(chunkBytes, end - position)));
    while (position < end) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - position), position);
      if (bytesRead === 0) return true;
      hash.update(buffer.subarray(0, bytesRead));
      position += bytesRead;
    }
    return false;
  }

  return {
    stat: () => file.stat(),
    async read(target, offset, length, at) {
      if (at > position) await skipTo(at);
      // What waits must not be overwritten before it is hashed.
      if (waiting?.buffer === target.buffer) settle();
      const reading = file.read(target, offset, length, at);
      settle();
      const result = await reading;
      if (at === position) {
        waiting = target.subarray(offset, offset + result.bytesRead);
        position += result.bytesRead;
      }
      return result;
    },
    async digest() {
      await skipTo((await file.stat()).size);
      return hash.digest('hex');
    },
  };
}
