import type { Refuse } from './pickle-machine.ts';
import { elementSizes, isKind, pickledItems } from './pickle-values.ts';
import type { PickleValue, StorageRef } from './pickle-values.ts';

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * A persistent id: `('storage', class, key, device, elements)`, in old files with `(key, first, elements)` of a view at its end.
 * The only other kind PyTorch knows names the class of a whole model.
 */
export function storageOf(id: readonly PickleValue[], refuse: Refuse): StorageRef {
  const [kind, type, key, , count, view] = id;
  if (kind === 'module') {
    const [, name] = id;
    const shown = isKind(name, 'global') ? ` (${name.name})` : '';
    return refuse(`is a whole pickled model${shown}, not its weights`, 'In Python: torch.save(model.state_dict(), "weights.pth").', 'weights-whole-model');
  }
  if (kind !== 'storage' || !isKind(type, 'global') || type.element === null || typeof key !== 'string' || !isCount(count)) {
    return refuse('refers to something outside of its pickle that is no storage');
  }
  const viewStart = pickledItems(view)?.[1] ?? 0;
  if (!isCount(viewStart) || !Number.isSafeInteger(count * elementSizes[type.element])) return refuse('holds a storage of an absurd size', undefined, 'weights-too-much');
  return { kind: 'storage', element: type.element, key, count, viewStart };
}
