import type { FileHandle } from 'node:fs/promises';
import { readFully } from '../weights-handle.ts';
import type { Refuse } from './pickle-machine.ts';
import { elementSizes } from './pickle-values.ts';
import type { StorageRef } from './pickle-values.ts';
import { readPickle } from './read-pickle.ts';
import { collectTensors } from './state-dict.ts';
import type { PlacedTensor } from './state-dict.ts';
import { storageOf } from './storage-id.ts';
import type { StorageBytes } from './strided-tensor.ts';
import { readZipDirectory } from './zip-directory.ts';
import type { ZipEntry } from './zip-directory.ts';
import { dataStart, readEntry, verifyStored } from './zip-entry.ts';

/** A checkpoint opened: its tensors by path, and the bytes they lie in. */
export interface PytorchCheckpoint {
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
  readonly bytesOf: (storage: StorageRef) => Promise<StorageBytes>;
}

export const pickleLimitBytes = 16 << 20;
/** Archives that another tool packed: one entry in memory at a time. */
const unpackLimitBytes = 2 ** 30;
/** All of what is unpacked in one reading; each entry counts once unless tensors jump between entries. */
const unpackTotalBytes = 2 ** 33;

/** Zip archives that torch.save did not write, by what is in them. */
const others: readonly [RegExp, problem: string, hint: string][] = [
  [/^[^/]+\/(?:constants\.pkl|code\/)/, 'is a TorchScript archive, a program with its weights', 'In Python: torch.save(torch.jit.load(file).state_dict(), "weights.pth"), then import that.'],
  [/(?:^|\/)model\.weights\.h5$/, 'is a Keras model, which is not read', "Use the same network's PyTorch or safetensors file."],
  [/\.npy$/, 'is a NumPy archive (.npz), not a state dict', 'In Python: torch.save of a dict of tensors.'],
  [/(?:^|\/)archive_format$|\/models\/[^/]+\.json$|serialized_exported_program/, 'is an exported PyTorch program (.pt2), not its weights', 'In Python: torch.save(torch.export.load(file).state_dict, "weights.pth"), then import that.'],
  [/\.(?:safetensors|pth|pt|ckpt|bin)$/, 'is a zip archive with a weights file in it', 'Unpack it, then import the file inside.'],
];

function findRoot(entries: ReadonlyMap<string, ZipEntry>, refuse: Refuse): string {
  const names = [...entries.keys()];
  const isScript = names.some((name) => others[0]![0].test(name));
  const pickles = names.filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length === 1 && !isScript) return pickles[0]!.slice(0, -'data.pkl'.length);
  for (const [pattern, problem, hint] of others) if (names.some((name) => pattern.test(name))) return refuse(problem, hint);
  return refuse('is a zip archive that torch.save did not write', 'In Python: torch.save(model.state_dict(), "weights.pth").', 'weights-not-state-dict');
}

/** Opens what torch.save writes since PyTorch 1.6: an archive of `data.pkl` and one entry a storage. */
export async function openZipCheckpoint(handle: FileHandle, size: number, refuse: Refuse): Promise<PytorchCheckpoint> {
  const entries = await readZipDirectory(handle, size, refuse);
  const root = findRoot(entries, refuse);
  const order = entries.get(`${root}byteorder`);
  if (order && (await readEntry(handle, order, 64, refuse)).toString('latin1').trim() !== 'little') {
    return refuse('was written on a big-endian machine, which is not read', 'In Python: torch.load it and torch.save it again on another.', 'weights-unread-form');
  }
  const pickle = await readEntry(handle, entries.get(`${root}data.pkl`)!, pickleLimitBytes, refuse);
  const { value } = readPickle(pickle, 0, refuse, (id) => storageOf(id, refuse));

  const verified = new Map<string, number>();
  let unpacked: { readonly key: string; readonly bytes: Buffer } | undefined;
  let unpackedBytes = 0;

  const unpack = async (entry: ZipEntry, key: string): Promise<Buffer> => {
    if (unpacked?.key === key) return unpacked.bytes;
    unpacked = undefined;
    unpackedBytes += entry.sizeBytes;
    if (unpackedBytes > unpackTotalBytes) refuse('unpacks to more bytes than any network has', undefined, 'weights-too-much');
    unpacked = { key, bytes: await readEntry(handle, entry, unpackLimitBytes, refuse) };
    return unpacked.bytes;
  };

  const bytesOf = async ({ key, element, count }: StorageRef): Promise<StorageBytes> => {
    const entry = entries.get(`${root}data/${key}`);
    if (!entry) return refuse(`lacks the storage "${key}"`, 'Fetch or save the file again.');
    const sizeBytes = count * elementSizes[element];
    if (entry.sizeBytes !== sizeBytes) return refuse(`holds ${entry.sizeBytes} bytes for the storage "${key}" that has ${sizeBytes}: damaged`);
    if (entry.method !== 0) {
      const bytes = await unpack(entry, key);
      return { sizeBytes, read: async (target, position) => target.set(bytes.subarray(position, position + target.length)) };
    }
    let start = verified.get(key);
    if (start === undefined) {
      start = await dataStart(handle, entry, refuse);
      await verifyStored(handle, entry, start, refuse);
      verified.set(key, start);
    }
    const begin = start;
    return {
      sizeBytes,
      read: async (target, position) => {
        if (!(await readFully(handle, target, begin + position))) refuse(`is cut off inside the storage "${key}"`, undefined, 'weights-cut-off');
      },
    };
  };
  return { tensors: collectTensors(value, refuse), bytesOf };
}
