import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ifThereSync } from '../files/if-there.ts';
import { takeLease } from '../files/lease.ts';
import { writeFileAtomicallySync } from '../files/write-file.ts';
import type { FeatureKey } from './feature-key.ts';
import { featureKeyName } from './feature-key.ts';

/** Largest shard; a record never spans two. */
const shardBytes = 256 * 2 ** 20;
/**
 * sha256 of the picture (32 bytes), view (uint32), CRC-32 of cache, picture, view and record (uint32), CRC-32 of these 40 bytes
 * (uint32).
 */
const entryBytes = 44;
const viewAt = 32;
const crcAt = 36;
const entryCrcAt = 40;

/**
 * Features of one key on disk, append-only: `index.bin` and `shard-NNNNN.bin`, record n of the index being record n of the shards.
 * A record is written before the index names it and checked when read, so a kill at any point loses at most the last records. The CRC
 * covers whose features they are too: a record or a whole cache under another's name is as damaged as one with a flipped bit.
 */
export interface FeatureCache {
  readonly recordBytes: number;
  /** Records held. */
  readonly count: number;
  /** Records that were found damaged since it was opened, and are missing since. */
  readonly damaged: number;
  has(sha256: string, view: number): boolean;
  /** Copies a record to `target` at `offset` (bytes); false where it is missing or damaged. */
  read(sha256: string, view: number, target: Uint8Array, offset: number): boolean;
  append(sha256: string, view: number, record: Uint8Array): void;
  close(): void;
}

const slotKey = (sha256: string, view: number): string => `${sha256.slice(0, 24)}${view}`;

/** Opens or makes the cache of a key below `root`, and marks it as used now. Until it is closed nobody clears it. */
export function openFeatureCache(root: string, key: FeatureKey, recordBytes: number): FeatureCache {
  const folder = join(root, featureKeyName(key));
  const lease = takeLease(folder);
  const keyFile = join(folder, 'key.json');
  removeWhatIsNoFile(folder);
  // For whoever lists caches, who can do without it.
  if (!existsSync(keyFile)) writeFileAtomicallySync(keyFile, `${JSON.stringify({ ...key, recordBytes }, null, 2)}\n`, { durable: false });
  utimesSync(keyFile, new Date(), new Date());
  return cacheIn(folder, key, recordBytes, { open: openForUpdate, isKept: true, onClosed: () => rmSync(lease, { force: true }) });
}

/** What the cache of a key holds, for where nothing can be written; null where nobody made one. Nothing is marked or mended, and who clears it meanwhile does not wait. */
export function readFeatureCache(root: string, key: FeatureKey, recordBytes: number): Pick<FeatureCache, 'read' | 'close'> | null {
  const folder = join(root, featureKeyName(key));
  const cache = ifThereSync(() => cacheIn(folder, key, recordBytes, { open: (file) => openSync(file, 'r'), isKept: false, onClosed: () => undefined }));
  return cache && { read: (...asked) => ifThereSync(() => cache.read(...asked)) ?? false, close: () => cache.close() };
}

interface Opening {
  readonly open: (file: string) => number;
  /** What is appended and mended is kept. */
  readonly isKept: boolean;
  readonly onClosed: () => void;
}

function cacheIn(folder: string, key: FeatureKey, recordBytes: number, { open, isKept, onClosed }: Opening): FeatureCache {
  const perShard = Math.max(1, Math.floor(shardBytes / recordBytes));
  const shards: number[] = [];
  const shard = (n: number): number => {
    shards[n] ??= open(join(folder, `shard-${String(n).padStart(5, '0')}.bin`));
    return shards[n];
  };
  const indexFile = join(folder, 'index.bin');
  const index = open(indexFile);
  const { slots, count: known, torn } = readIndex(indexFile);
  let count = known;
  let damaged = torn.length;
  /** A file of which the system itself finds the end; what it is told of places there it does not heed. */
  let appender: number | null = null;
  // So that they are counted once: nobody's features.
  if (isKept) for (const slot of torn) writeFully(index, voidEntry(), slot * entryBytes);
  const entry = Buffer.alloc(entryBytes);
  const folderCrc = crc32(featureKeyName(key));
  /** Of a record of the picture and view that `entry` names. */
  const recordCrc = (record: Uint8Array): number => crc32(record, crc32(entry.subarray(0, crcAt), folderCrc));
  const name = (sha256: string, view: number): void => {
    entry.write(sha256, 0, 32, 'hex');
    entry.writeUInt32LE(view, viewAt);
  };

  const position = (slot: number) => ({ file: shard(Math.floor(slot / perShard)), at: (slot % perShard) * recordBytes });
  return {
    recordBytes,
    get count() {
      return count;
    },
    get damaged() {
      return damaged;
    },
    has: (sha256, view) => slots.has(slotKey(sha256, view)),
    read(sha256, view, target, offset) {
      const found = slots.get(slotKey(sha256, view));
      if (!found) return false;
      const { file, at } = position(found.slot);
      const read = readSync(file, target, offset, recordBytes, at);
      name(sha256, view);
      if (read === recordBytes && recordCrc(target.subarray(offset, offset + recordBytes)) === found.crc) return true;
      slots.delete(slotKey(sha256, view));
      damaged++;
      return false;
    },
    append(sha256, view, record) {
      if (record.length !== recordBytes)
        throw new RangeError(`a record of ${record.length} bytes where ${recordBytes} are kept`);
      // Others add at the same time: a window and a terminal ask about pictures at once.
      appender ??= openSync(indexFile, constants.O_WRONLY | constants.O_APPEND);
      const slot = claimSlot(index, appender);
      const { file, at } = position(slot);
      writeFully(file, record, at);
      name(sha256, view);
      const crc = recordCrc(record);
      entry.writeUInt32LE(crc, crcAt);
      sign(entry);
      writeFully(index, entry, slot * entryBytes);
      slots.set(slotKey(sha256, view), { slot, crc });
      count = slot + 1;
    },
    close() {
      closeSync(index);
      if (appender !== null) closeSync(appender);
      for (const file of shards) if (file !== undefined) closeSync(file);
      onClosed();
    },
  };
}

/** A folder in the place of one of our files holds no features; they are computed again. */
function removeWhatIsNoFile(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (/^(key\.json|index\.bin|shard-\d+\.bin)$/.test(entry.name) && !entry.isFile()) rmSync(join(folder, entry.name), { recursive: true });
  }
}

/** Made where it is not there; nothing of it is cut off, as another process may be adding to it this moment. */
const openForUpdate = (file: string): number => openSync(file, constants.O_RDWR | constants.O_CREAT);

function writeFully(file: number, bytes: Uint8Array, at: number): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written, bytes.length - written, at + written);
}

const sign = (entry: Buffer): number => entry.writeUInt32LE(crc32(entry.subarray(0, entryCrcAt)), entryCrcAt);

const pause = new Int32Array(new SharedArrayBuffer(4));
/** No process that is alive needs so long for the rest of an entry. */
const longestEntryMs = 200;

/** The size of the index. An entry across two pages of the system's is there half for a moment; half an entry that stays is one of a process that was killed. */
function settledSize(index: number): number {
  const began = performance.now();
  for (;;) {
    const { size } = fstatSync(index);
    if (size % entryBytes === 0 || performance.now() - began > longestEntryMs) return size;
    Atomics.wait(pause, 0, 0, 1);
  }
}

/**
 * A slot of the index that nobody else is given, though several processes ask at once: the system puts what is appended behind all that is there, whoever wrote it, so
 * an entry of nobody's features under a name that nothing else has is appended, and looked for. Killed here, a process leaves such an entry and nothing else.
 * @param appender of the same file, opened to append
 */
function claimSlot(index: number, appender: number): number {
  const claim = voidEntry();
  randomFillSync(claim, 0, viewAt);
  sign(claim);
  for (;;) {
    const size = settledSize(index);
    const from = Math.floor(size / entryBytes);
    // Half an entry of one that was killed: whole ones begin where they are looked for.
    if (size % entryBytes !== 0) writeFully(index, voidEntry(), from * entryBytes);
    writeSync(appender, claim);
    const added = Buffer.alloc(fstatSync(index).size - from * entryBytes);
    const read = readSync(index, added, 0, added.length, from * entryBytes);
    for (let at = 0; at + entryBytes <= read; at += entryBytes) if (claim.equals(added.subarray(at, at + entryBytes))) return from + at / entryBytes;
  }
}

function voidEntry(): Buffer {
  const entry = Buffer.alloc(entryBytes);
  sign(entry);
  return entry;
}

/** Entries of whole records only; half a one at the end is forgotten, and the next one written over it. `torn`: those that are damaged themselves. */
function readIndex(file: string): { slots: Map<string, { slot: number; crc: number }>; count: number; torn: number[] } {
  const bytes = readFileSync(file);
  const count = Math.floor(bytes.length / entryBytes);
  const slots = new Map<string, { slot: number; crc: number }>();
  const torn: number[] = [];
  for (let slot = 0; slot < count; slot++) {
    const entry = bytes.subarray(slot * entryBytes, (slot + 1) * entryBytes);
    if (crc32(entry.subarray(0, entryCrcAt)) !== entry.readUInt32LE(entryCrcAt)) {
      torn.push(slot);
      continue;
    }
    const place = slotKey(entry.toString('hex', 0, viewAt), entry.readUInt32LE(viewAt));
    slots.set(place, { slot, crc: entry.readUInt32LE(crcAt) });
  }
  return { slots, count, torn };
}
