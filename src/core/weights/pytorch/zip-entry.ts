import type { FileHandle } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import type { WeightsFault } from '../safetensors-header.ts';
import { readFully } from '../weights-handle.ts';
import type { ZipEntry } from './zip-directory.ts';

type Refuse = (problem: string, hint?: string, kind?: WeightsFault) => never;

const chunkBytes = 4 << 20;
const again = 'Fetch or save the file again.';
const shown = ({ name }: ZipEntry): string => JSON.stringify(name.slice(0, 100));

/** Position of an entry's first byte: its local header has a length of its own, which PyTorch pads to 64 bytes. */
export async function dataStart(handle: FileHandle, entry: ZipEntry, refuse: Refuse): Promise<number> {
  const header = Buffer.alloc(30);
  if (!(await readFully(handle, header, entry.headerStart)) || header.readUInt32LE(0) !== 0x04034b50) {
    return refuse(`is cut off or damaged at the entry ${shown(entry)}`, again, 'weights-cut-off');
  }
  const start = entry.headerStart + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  return start + entry.packedBytes > entry.end ? refuse(`is damaged at the entry ${shown(entry)}`, again) : start;
}

function checkSum(entry: ZipEntry, sum: number, refuse: Refuse): void {
  if (entry.crc !== null && sum !== entry.crc) refuse(`is damaged: the check sum of the entry ${shown(entry)} differs`, again);
}

/** A whole entry, unpacked; of at most `limitBytes`, whatever it claims. */
export async function readEntry(handle: FileHandle, entry: ZipEntry, limitBytes: number, refuse: Refuse): Promise<Buffer> {
  if (entry.sizeBytes > limitBytes || entry.packedBytes > limitBytes) {
    return refuse(`holds an entry ${shown(entry)} of ${entry.sizeBytes} bytes; the limit is ${limitBytes}`, undefined, 'weights-too-much');
  }
  if (entry.method !== 0 && entry.method !== 8) return refuse(`packs the entry ${shown(entry)} in a way (${entry.method}) that is not read`, undefined, 'weights-unread-form');
  const packed = Buffer.alloc(entry.packedBytes);
  if (!(await readFully(handle, packed, await dataStart(handle, entry, refuse)))) return refuse(`is cut off at ${shown(entry)}`, again, 'weights-cut-off');
  let bytes = packed;
  if (entry.method === 8) {
    try {
      bytes = inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.sizeBytes) });
    } catch {
      return refuse(`is damaged: the entry ${shown(entry)} does not unpack to the ${entry.sizeBytes} bytes it announces`, again);
    }
  }
  if (bytes.length !== entry.sizeBytes) return refuse(`is damaged: the entry ${shown(entry)} unpacks to ${bytes.length} bytes`, again);
  checkSum(entry, crc32(bytes), refuse);
  return bytes;
}

/** Compares a stored entry with its check sum without holding it. */
export async function verifyStored(handle: FileHandle, entry: ZipEntry, start: number, refuse: Refuse): Promise<void> {
  if (entry.crc === null || entry.sizeBytes === 0) return;
  const chunk = Buffer.alloc(Math.min(chunkBytes, entry.sizeBytes));
  let sum = 0;
  for (let done = 0; done < entry.sizeBytes; done += chunk.length) {
    const part = chunk.subarray(0, Math.min(chunk.length, entry.sizeBytes - done));
    if (!(await readFully(handle, part, start + done))) refuse(`is cut off at ${shown(entry)}`, again, 'weights-cut-off');
    sum = crc32(part, sum);
  }
  checkSum(entry, sum, refuse);
}
