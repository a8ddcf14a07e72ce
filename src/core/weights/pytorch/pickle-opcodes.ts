import { call, fill, findGlobal, pop, popMark } from './pickle-machine.ts';
import type { PickleMachine } from './pickle-machine.ts';
import { describe, isKind, pickledItems } from './pickle-values.ts';
import type { PickleValue } from './pickle-values.ts';

type Perform = (machine: PickleMachine) => void;

const value =
  (make: (machine: PickleMachine) => PickleValue): Perform =>
  (machine) =>
    void machine.stack.push(make(machine));
const sized =
  (width: 1 | 4 | 8, make: (bytes: Buffer) => PickleValue): Perform =>
  ({ cursor, stack }) =>
    void stack.push(make(cursor.take(cursor.unsigned(width))));
const text = (bytes: Buffer): string => bytes.toString('utf8');
/** Python 2 wrote its texts as bytes. */
const oldText = (bytes: Buffer): string => bytes.toString('latin1');
const copy = (bytes: Buffer): Uint8Array => Uint8Array.from(bytes);
const list = (items: PickleValue[]): PickleValue => ({ kind: 'list', items });
const tuple = (items: PickleValue[]): PickleValue => ({ kind: 'tuple', items });

const lastOf = (count: number): Perform =>
  value((machine) => {
    const items = Array.from({ length: count }, () => pop(machine));
    return tuple(items.reverse());
  });

function dictOf(machine: PickleMachine): PickleValue {
  const made: PickleValue = { kind: 'dict', entries: new Map() };
  fill(machine, made, popMark(machine), 'dict');
  return made;
}

function remember(machine: PickleMachine, index: number): void {
  const top = pop(machine);
  machine.stack.push(top);
  machine.memo.set(index, top);
}

function recall({ memo, refuse }: PickleMachine, index: number): PickleValue {
  const found = memo.get(index);
  return found === undefined ? refuse(`holds a damaged pickle (nothing is remembered as ${index})`) : found;
}

/** Values between the mark and the top, into what lies below the mark. */
const fillMarked =
  (how: 'list' | 'dict'): Perform =>
  (machine) => {
    const values = popMark(machine);
    fill(machine, machine.stack.at(-1), values, how);
  };

const build: Perform = (machine) => {
  pop(machine);
  const target = machine.stack.at(-1);
  // A state dict's `_metadata`, a parameter's attributes, an inert object's fields: nothing a weight depends on.
  if (isKind(target, 'dict') || isKind(target, 'inert') || isKind(target, 'tensor')) return;
  machine.refuse(`contains code: it sets the state of ${describe(target)}. Nothing of it was run`, undefined, 'weights-code');
};

/** PyTorch's protocol is 2; what Python 2, and protocols 3 to 5, write of the same values is read too. */
const table: Record<string, readonly [code: number, perform: Perform]> = {
  PROTO: [
    0x80,
    ({ cursor, refuse }) => {
      const protocol = cursor.byte();
      if (protocol > 5) refuse(`holds a pickle of protocol ${protocol}`, undefined, 'weights-unread-form');
    },
  ],
  FRAME: [0x95, ({ cursor }) => void cursor.unsigned(8)],
  MARK: [0x28, ({ marks, stack }) => void marks.push(stack.length)],
  POP: [0x30, (machine) => void (machine.stack.length > (machine.marks.at(-1) ?? 0) ? pop(machine) : popMark(machine))],
  POP_MARK: [0x31, (machine) => void popMark(machine)],
  DUP: [
    0x32,
    (machine) => {
      const top = pop(machine);
      machine.stack.push(top, top);
    },
  ],
  NONE: [0x4e, value(() => null)],
  NEWTRUE: [0x88, value(() => true)],
  NEWFALSE: [0x89, value(() => false)],
  BININT: [0x4a, value(({ cursor }) => cursor.int32())],
  BININT1: [0x4b, value(({ cursor }) => cursor.byte())],
  BININT2: [0x4d, value(({ cursor }) => cursor.unsigned(2))],
  LONG1: [0x8a, value(({ cursor }) => cursor.long(cursor.byte()))],
  LONG4: [0x8b, value(({ cursor }) => cursor.long(cursor.unsigned(4)))],
  BINFLOAT: [0x47, value(({ cursor }) => cursor.float64())],
  SHORT_BINSTRING: [0x55, sized(1, oldText)],
  BINSTRING: [0x54, sized(4, oldText)],
  SHORT_BINUNICODE: [0x8c, sized(1, text)],
  BINUNICODE: [0x58, sized(4, text)],
  BINUNICODE8: [0x8d, sized(8, text)],
  SHORT_BINBYTES: [0x43, sized(1, copy)],
  BINBYTES: [0x42, sized(4, copy)],
  BINBYTES8: [0x8e, sized(8, copy)],
  BYTEARRAY8: [0x96, sized(8, copy)],
  EMPTY_LIST: [0x5d, value(() => list([]))],
  EMPTY_TUPLE: [0x29, value(() => tuple([]))],
  EMPTY_SET: [0x8f, value(() => list([]))],
  EMPTY_DICT: [0x7d, value(() => ({ kind: 'dict', entries: new Map() }))],
  LIST: [0x6c, value((machine) => list(popMark(machine)))],
  TUPLE: [0x74, value((machine) => tuple(popMark(machine)))],
  FROZENSET: [0x91, value((machine) => list(popMark(machine)))],
  DICT: [0x64, value(dictOf)],
  TUPLE1: [0x85, lastOf(1)],
  TUPLE2: [0x86, lastOf(2)],
  TUPLE3: [0x87, lastOf(3)],
  APPEND: [
    0x61,
    (machine) => {
      const item = pop(machine);
      fill(machine, machine.stack.at(-1), [item], 'list');
    },
  ],
  SETITEM: [
    0x73,
    (machine) => {
      const item = pop(machine);
      const key = pop(machine);
      fill(machine, machine.stack.at(-1), [key, item], 'dict');
    },
  ],
  APPENDS: [0x65, fillMarked('list')],
  ADDITEMS: [0x90, fillMarked('list')],
  SETITEMS: [0x75, fillMarked('dict')],
  BINPUT: [0x71, (machine) => remember(machine, machine.cursor.byte())],
  LONG_BINPUT: [0x72, (machine) => remember(machine, machine.cursor.unsigned(4))],
  MEMOIZE: [0x94, (machine) => remember(machine, machine.memo.size)],
  BINGET: [0x68, value((machine) => recall(machine, machine.cursor.byte()))],
  LONG_BINGET: [0x6a, value((machine) => recall(machine, machine.cursor.unsigned(4)))],
  GLOBAL: [0x63, value((machine) => findGlobal(machine, machine.cursor.line(), machine.cursor.line()))],
  INST: [
    0x69,
    (machine) => {
      const { name } = findGlobal(machine, machine.cursor.line(), machine.cursor.line());
      machine.refuse(`contains code: an instance of ${name}. Nothing of it was run`, undefined, 'weights-code');
    },
  ],
  STACK_GLOBAL: [
    0x93,
    value((machine) => {
      const [name, module] = [pop(machine), pop(machine)];
      if (typeof name !== 'string' || typeof module !== 'string') machine.refuse('contains code: a global without a name', undefined, 'weights-code');
      return findGlobal(machine, String(module), String(name));
    }),
  ],
  REDUCE: [
    0x52,
    value((machine) => {
      const args = pop(machine);
      return call(machine, pop(machine), args);
    }),
  ],
  NEWOBJ: [
    0x81,
    value((machine) => {
      const args = pop(machine);
      return call(machine, pop(machine), args);
    }),
  ],
  NEWOBJ_EX: [
    0x92,
    value((machine) => {
      pop(machine);
      const args = pop(machine);
      return call(machine, pop(machine), args);
    }),
  ],
  BUILD: [0x62, build],
  BINPERSID: [
    0x51,
    value((machine) => {
      const id = pickledItems(pop(machine));
      return id === null ? machine.refuse('refers to something outside of it that is no storage') : machine.persistent(id);
    }),
  ],
};

export const opcodes: ReadonlyMap<number, Perform> = new Map(Object.values(table));

/** Instructions that call or fetch code in ways PyTorch does not use, and those of protocol 0. */
const refused: Record<number, string> = { 0x6f: 'OBJ', 0x82: 'EXT1', 0x83: 'EXT2', 0x84: 'EXT4', 0x50: 'PERSID', 0x97: 'NEXT_BUFFER' };
export const opcodeName = (code: number): string => refused[code] ?? `0x${code.toString(16)}`;
