import { tensorLimit } from '../safetensors-header.ts';
import type { Refuse } from './pickle-machine.ts';
import { describe, isKind, pickledItems } from './pickle-values.ts';
import type { Element, PickleValue, StorageRef } from './pickle-values.ts';

/** A tensor whose place in its storage is known, but not yet whether the storage reaches so far. */
export interface PlacedTensor {
  readonly storage: StorageRef;
  readonly element: Element;
  /** In elements. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
}

const depthLimit = 8;
const dimensionLimit = 16;
const visitLimit = 200_000;
const nameLimit = 1000;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const counts = (value: PickleValue): number[] | null => {
  const items = pickledItems(value);
  return items !== null && items.length <= dimensionLimit && items.every(isCount) ? (items as number[]) : null;
};

/**
 * Every tensor of a checkpoint under its path, `state_dict.layer1.0.conv1.weight`: however training codes nest their
 * dictionaries, the name map sees a prefix. Numbered entries (an optimiser's state) are no names and are passed over.
 * @throws by `refuse` when there is none, or more than any network has
 */
export function collectTensors(root: PickleValue, refuse: Refuse): Map<string, PlacedTensor> {
  const found = new Map<string, PlacedTensor>();
  const above = new Set<PickleValue>();
  let visited = 0;
  const visit = (value: PickleValue, path: string): void => {
    if (++visited > visitLimit) refuse(`holds more than ${visitLimit} values by name`, undefined, 'weights-too-much');
    if (path.length > nameLimit) refuse(`holds a name of more than ${nameLimit} letters`, undefined, 'weights-too-much');
    if (isKind(value, 'tensor')) {
      const [shape, stride] = [counts(value.shape), counts(value.stride)];
      const { storage, element, offset } = value;
      if (!shape || !stride || shape.length !== stride.length || !isCount(offset)) refuse(`holds a tensor "${path}" of a damaged shape`);
      else if (found.has(path)) refuse(`holds the tensor "${path}" twice`);
      else found.set(path, { storage, element, offset, shape, stride });
      if (found.size > tensorLimit) refuse(`holds more than ${tensorLimit} tensors`, undefined, 'weights-too-much');
    } else if (isKind(value, 'dict') && !above.has(value) && above.size < depthLimit) {
      above.add(value);
      for (const [key, each] of value.entries) if (typeof key === 'string') visit(each, path === '' ? key : `${path}.${key}`);
      above.delete(value);
    }
  };
  if (isKind(root, 'tensor')) refuse('holds a single tensor, not a state dict', 'In Python: torch.save(model.state_dict(), "weights.pth").', 'weights-not-state-dict');
  visit(root, '');
  if (found.size === 0) {
    refuse(`holds no tensors by name (it is ${describe(root)})`, 'In Python: torch.save(model.state_dict(), "weights.pth").', 'weights-not-state-dict');
  }
  return found;
}
