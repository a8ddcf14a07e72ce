import type { FileHandle } from 'node:fs/promises';
import type { WeightsFault } from '../safetensors-header.ts';
import { readFully } from '../weights-handle.ts';

/** One file in an archive, as the directory at its end has it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated; no other is read. */
  readonly method: number;
  /** `null` in an archive that was written without check sums: torch.serialization.set_crc32_options(False). */
  readonly crc: number | null;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** Where its local header begins. */
  readonly headerStart: number;
  /** Where the next entry, or the directory, begins. */
  readonly end: number;
}

type Refuse = (problem: string, hint?: string, kind?: WeightsFault) => never;

/** PyTorch writes one entry a storage and some ten more. */
const entryLimit = 40_000;
const directoryLimitBytes = 16 << 20;
const endBytes = 22;
const cut = 'is cut off or damaged: its end is not that of a zip archive';
const again = 'Fetch or save the file again.';

interface Directory {
  readonly entries: number;
  readonly sizeBytes: number;
  readonly start: number;
}

const big = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));

/** The record at the very end, which a comment may follow; with 64-bit numbers it leads to another before it. */
async function findDirectory(handle: FileHandle, size: number, refuse: Refuse): Promise<Directory> {
  const tail = Buffer.alloc(Math.min(size, 65_535 + endBytes + 20));
  if (!(await readFully(handle, tail, size - tail.length))) return refuse(cut, again);
  let at = tail.length - endBytes;
  while (at >= 0 && !(tail.readUInt32LE(at) === 0x06054b50 && at + endBytes + tail.readUInt16LE(at + 20) === tail.length)) at--;
  if (at < 0) return refuse(cut, again);
  if (tail.readUInt16LE(at + 4) !== 0 || tail.readUInt16LE(at + 6) !== 0) return refuse('is one part of a zip archive in several files', undefined, 'weights-unread-form');
  const plain = { entries: tail.readUInt16LE(at + 10), sizeBytes: tail.readUInt32LE(at + 12), start: tail.readUInt32LE(at + 16) };
  if (at < 20 || tail.readUInt32LE(at - 20) !== 0x07064b50) return plain;
  const record = Buffer.alloc(56);
  const recordStart = big(tail, at - 20 + 8);
  if (recordStart + 56 > size || !(await readFully(handle, record, recordStart)) || record.readUInt32LE(0) !== 0x06064b50) {
    return refuse(cut, again);
  }
  return { entries: big(record, 32), sizeBytes: big(record, 40), start: big(record, 48) };
}

/** Sizes and offset beyond 32 bits, in an extra field of kind 1, only those that do not fit, in this order. */
function wideNumbers(extra: Buffer, numbers: readonly number[]): number[] | null {
  if (!numbers.includes(0xffff_ffff)) return [...numbers];
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    let used = 0;
    const wide = numbers.map((number) => {
      if (number !== 0xffff_ffff) return number;
      used += 8;
      return used <= field.length ? big(field, used - 8) : Number.NaN;
    });
    return wide.every(Number.isSafeInteger) ? wide : null;
  }
  return null;
}

/**
 * The entries of a zip archive by name. What an honest archive never has is refused: entries that share bytes, names twice or
 * leading out of it, encryption, sizes beyond the file.
 */
export async function readZipDirectory(handle: FileHandle, size: number, refuse: Refuse): Promise<Map<string, ZipEntry>> {
  const directory = await findDirectory(handle, size, refuse);
  if (directory.entries > entryLimit || directory.sizeBytes > directoryLimitBytes) {
    return refuse(`lists ${directory.entries} entries in its zip directory; the limit is ${entryLimit}`, undefined, 'weights-too-much');
  }
  const bytes = Buffer.alloc(directory.sizeBytes);
  if (directory.start + directory.sizeBytes > size || !(await readFully(handle, bytes, directory.start))) return refuse(cut, again);
  const found: Omit<ZipEntry, 'end'>[] = [];
  for (let at = 0, left = directory.entries; left > 0; left--) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return refuse(cut, again);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [number, number, number];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes);
    const extra = bytes.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
    const wide = wideNumbers(extra, [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)]);
    if (wide === null) return refuse(cut, again);
    const [sizeBytes, packedBytes, headerStart] = wide as [number, number, number];
    if (bytes.readUInt16LE(at + 8) & 0x2041) return refuse('is an encrypted zip archive', undefined, 'weights-unread-form');
    found.push({ name, method: bytes.readUInt16LE(at + 10), crc: bytes.readUInt32LE(at + 16), packedBytes, sizeBytes, headerStart });
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return checked(found, directory.start, refuse);
}

function checked(found: readonly Omit<ZipEntry, 'end'>[], directoryStart: number, refuse: Refuse): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  const isUnchecked = found.every(({ crc }) => crc === 0);
  const inOrder = found.toSorted((a, b) => a.headerStart - b.headerStart);
  for (const [index, entry] of inOrder.entries()) {
    const { name, headerStart, packedBytes, sizeBytes, method } = entry;
    const end = inOrder[index + 1]?.headerStart ?? directoryStart;
    const shown = JSON.stringify(name.slice(0, 100));
    if (/^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/.test(name)) return refuse(`holds an entry whose name leads out of it: ${shown}`);
    if (entries.has(name)) return refuse(`holds the entry ${shown} twice`);
    // A local header has at least 30 bytes and the name; the exact place is looked up where the entry is read.
    if (headerStart + 30 + packedBytes > end) return refuse(`holds an entry ${shown} that reaches into the next: damaged or made to mislead`);
    if (method === 0 && packedBytes !== sizeBytes) return refuse(`holds an entry ${shown} of two sizes`);
    entries.set(name, { ...entry, crc: isUnchecked ? null : entry.crc, end });
  }
  return entries;
}
