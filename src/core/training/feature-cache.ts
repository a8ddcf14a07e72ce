import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeFileAtomicallySync } from '../files/write-file.ts';
import type { FeatureKey } from './feature-key.ts';
import { featureKeyName } from './feature-key.ts';

/** Largest shard; a record never spans two. */
const shardBytes = 256 * 2 ** 20;
/** sha256 of the picture (32 bytes), view (uint32), CRC-32 of the record (uint32). */
const entryBytes = 40;

/**
 * Features of one key on disk, append-only: `index.bin` and `shard-NNNNN.bin`, record n of the index being record n of the shards.
 * A record is written before its index entry and checked by CRC when read, so a kill at any point loses at most the last records.
 */
export interface FeatureCache {
  readonly recordBytes: number;
  /** Records held. */
  readonly count: number;
  has(sha256: string, view: number): boolean;
  /** Copies a record to `target` at `offset` (bytes); false where it is missing or damaged. */
  read(sha256: string, view: number, target: Uint8Array, offset: number): boolean;
  append(sha256: string, view: number, record: Uint8Array): void;
  close(): void;
}

const slotKey = (sha256: string, view: number): string => `${sha256.slice(0, 24)}${view}`;

/** Opens or makes the cache of a key below `root`, and marks it as used now. */
export function openFeatureCache(root: string, key: FeatureKey, recordBytes: number): FeatureCache {
  const folder = join(root, featureKeyName(key));
  mkdirSync(folder, { recursive: true });
  const keyFile = join(folder, 'key.json');
  if (!existsSync(keyFile)) writeFileAtomicallySync(keyFile, `${JSON.stringify({ ...key, recordBytes }, null, 2)}\n`);
  utimesSync(keyFile, new Date(), new Date());

  const perShard = Math.max(1, Math.floor(shardBytes / recordBytes));
  const shards: number[] = [];
  const shard = (n: number): number => {
    shards[n] ??= openForUpdate(join(folder, `shard-${String(n).padStart(5, '0')}.bin`));
    return shards[n];
  };
  const indexFile = join(folder, 'index.bin');
  const index = openForUpdate(indexFile);
  const { slots, count: known } = readIndex(indexFile);
  let count = known;
  ftruncateSync(index, count * entryBytes);
  const entry = Buffer.alloc(entryBytes);

  const position = (slot: number) => ({ file: shard(Math.floor(slot / perShard)), at: (slot % perShard) * recordBytes });
  return {
    recordBytes,
    get count() {
      return count;
    },
    has: (sha256, view) => slots.has(slotKey(sha256, view)),
    read(sha256, view, target, offset) {
      const found = slots.get(slotKey(sha256, view));
      if (!found) return false;
      const { file, at } = position(found.slot);
      const read = readSync(file, target, offset, recordBytes, at);
      if (read === recordBytes && crc32(target.subarray(offset, offset + recordBytes)) === found.crc) return true;
      slots.delete(slotKey(sha256, view));
      return false;
    },
    append(sha256, view, record) {
      if (record.length !== recordBytes)
        throw new RangeError(`a record of ${record.length} bytes where ${recordBytes} are kept`);
      const { file, at } = position(count);
      writeFully(file, record, at);
      const crc = crc32(record);
      entry.write(sha256, 0, 32, 'hex');
      entry.writeUInt32LE(view, 32);
      entry.writeUInt32LE(crc, 36);
      writeFully(index, entry, count * entryBytes);
      slots.set(slotKey(sha256, view), { slot: count, crc });
      count++;
    },
    close() {
      closeSync(index);
      for (const file of shards) if (file !== undefined) closeSync(file);
    },
  };
}

const openForUpdate = (file: string): number => openSync(file, existsSync(file) ? 'r+' : 'w+');

function writeFully(file: number, bytes: Uint8Array, at: number): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written, bytes.length - written, at + written);
}

/** Entries of whole records only; a torn one at the end is forgotten. */
function readIndex(file: string): { slots: Map<string, { slot: number; crc: number }>; count: number } {
  const bytes = readFileSync(file);
  const count = Math.floor(bytes.length / entryBytes);
  const slots = new Map<string, { slot: number; crc: number }>();
  for (let slot = 0; slot < count; slot++) {
    const at = slot * entryBytes;
    slots.set(slotKey(bytes.toString('hex', at, at + 32), bytes.readUInt32LE(at + 32)), {
      slot,
      crc: bytes.readUInt32LE(at + 36),
    });
  }
  return { slots, count };
}
