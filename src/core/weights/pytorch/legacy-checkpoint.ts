import type { FileHandle } from 'node:fs/promises';
import { readFully } from '../weights-handle.ts';
import type { Refuse } from './pickle-machine.ts';
import { elementSizes, isKind, pickledItems } from './pickle-values.ts';
import type { PickleValue, StorageRef } from './pickle-values.ts';
import { readPickle } from './read-pickle.ts';
import { collectTensors } from './state-dict.ts';
import { storageOf } from './storage-id.ts';
import { pickleLimitBytes } from './zip-checkpoint.ts';
import type { PytorchCheckpoint } from './zip-checkpoint.ts';

/** First of all in every file that torch.save wrote before 1.6, or writes with `_use_new_zipfile_serialization=False`. */
const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;
const again = 'Fetch or save the file again.';

/**
 * Opens the format of PyTorch before 1.6: the pickles of a magic number, a protocol, facts about the machine, the object and
 * the storages' keys, then each storage as its count of elements (int64) and its bytes.
 */
export async function openLegacyCheckpoint(handle: FileHandle, size: number, refuse: Refuse): Promise<PytorchCheckpoint> {
  const bytes = Buffer.alloc(Math.min(size, pickleLimitBytes));
  if (!(await readFully(handle, bytes, 0))) return refuse('is cut off', again, 'weights-cut-off');
  const storages = new Map<string, StorageRef>();
  const persistent = (id: readonly PickleValue[]): StorageRef => {
    const storage = storageOf(id, refuse);
    const known = storages.get(storage.key);
    if (known && (known.element !== storage.element || known.count !== storage.count)) refuse(`holds the storage "${storage.key}" as two things`);
    storages.set(storage.key, storage);
    return storage;
  };
  let end = 0;
  const next = (): PickleValue => {
    const read = readPickle(bytes, end, refuse, persistent);
    end = read.end;
    return read.value;
  };
  if (next() !== magic) {
    return refuse('is a Python pickle that torch.save did not write', 'In Python: torch.save(model.state_dict(), "weights.pth").', 'weights-not-state-dict');
  }
  const version = next();
  if (version !== protocol) return refuse(`is of a protocol of torch.save that is not read (${String(version)})`, undefined, 'weights-unread-form');
  const machine = next();
  if (isKind(machine, 'dict') && machine.entries.get('little_endian') === false) {
    return refuse('was written on a big-endian machine, which is not read', 'In Python: torch.load it and torch.save it again on another.', 'weights-unread-form');
  }
  const root = next();
  const keys = pickledItems(next());
  if (keys === null) return refuse('lacks the list of its storages', again);

  const starts = new Map<string, number>();
  const count = Buffer.alloc(8);
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (typeof key !== 'string' || !storage || starts.has(key)) return refuse(`lists a storage that nothing refers to, or twice`);
    if (!(await readFully(handle, count, end))) return refuse(`is cut off before the storage "${key}"`, again, 'weights-cut-off');
    if (count.readBigInt64LE() !== BigInt(storage.count)) return refuse(`holds ${count.readBigInt64LE()} values for the storage "${key}" of ${storage.count}: damaged`);
    starts.set(key, end + 8);
    end += 8 + storage.count * elementSizes[storage.element];
    if (end > size) return refuse(`is cut off inside the storage "${key}"`, again, 'weights-cut-off');
  }
  return {
    tensors: collectTensors(root, refuse),
    bytesOf: async ({ key, element, count: elements }) => {
      const start = starts.get(key);
      if (start === undefined) return refuse(`lacks the storage "${key}"`, again);
      return {
        sizeBytes: elements * elementSizes[element],
        read: async (target, position) => {
          if (!(await readFully(handle, target, start + position))) refuse(`is cut off inside the storage "${key}"`, again, 'weights-cut-off');
        },
      };
    },
  };
}
