/** What a pickle may hold here. Lists and dictionaries may hold each other in circles: who walks them counts. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleList
  | PickleDict
  | PickleGlobal
  | StorageRef
  | TensorRef
  | Inert;

/** A Python list, tuple or set. */
export interface PickleList {
  readonly kind: 'list' | 'tuple';
  readonly items: PickleValue[];
}

export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<PickleValue, PickleValue>;
}

/** Something of the allow-list that a pickle names; `call` makes a value of arguments and runs nothing of Python. */
export interface PickleGlobal {
  readonly kind: 'global';
  readonly name: string;
  readonly call: ((args: readonly PickleValue[]) => PickleValue) | null;
  /** What the elements are, where the global is a storage class or a dtype. */
  readonly element: Element | null;
}

/** Where numbers lie: in the archive's entry `data/<key>`, or in the part of a legacy file that has this key. */
export interface StorageRef {
  readonly kind: 'storage';
  readonly element: Element;
  readonly key: string;
  /** Elements, of the whole storage. */
  readonly count: number;
  /** First element of a view into it, as very old files have them. */
  readonly viewStart: number;
}

/** A window on a storage. Nothing of it is checked before its values are wanted. */
interface TensorRef {
  readonly kind: 'tensor';
  readonly storage: StorageRef;
  readonly element: Element;
  readonly offset: PickleValue;
  readonly shape: PickleValue;
  readonly stride: PickleValue;
}

/** An object of a harmless class (a setting, a random state): known by its class alone, never a tensor. */
interface Inert {
  readonly kind: 'inert';
  readonly name: string;
}

/** Types of PyTorch's storages with the bytes of an element; the first four, and int64, can be read. */
export const elementSizes = {
  F32: 4,
  F16: 2,
  BF16: 2,
  F64: 8,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
  C32: 4,
  C64: 8,
  C128: 16,
  F8: 1,
} as const;
export type Element = keyof typeof elementSizes;

export const isKind = <K extends 'list' | 'tuple' | 'dict' | 'global' | 'storage' | 'tensor' | 'inert'>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleValue, { readonly kind: K }> | (K extends 'list' | 'tuple' ? PickleList : never) =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

/** Items of a list or tuple; `null` for anything else. */
export const pickledItems = (value: PickleValue | undefined): readonly PickleValue[] | null =>
  isKind(value, 'list') || isKind(value, 'tuple') ? (value as PickleList).items : null;

/** A value as messages name it. */
export function describe(value: PickleValue | undefined): string {
  if (value === null || value === undefined) return 'None';
  if (value instanceof Uint8Array) return 'bytes';
  if (typeof value === 'object') return 'name' in value ? value.name : `a ${value.kind}`;
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
