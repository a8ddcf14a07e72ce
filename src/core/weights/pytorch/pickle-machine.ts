import type { WeightsFault } from '../safetensors-header.ts';
import { allowedGlobal, refusedGlobal } from './pickle-globals.ts';
import type { Cursor } from './pickle-cursor.ts';
import { describe, isKind, pickledItems } from './pickle-values.ts';
import type { PickleGlobal, PickleList, PickleValue } from './pickle-values.ts';

/** Says what is wrong with a pickle; it never returns. */
export type Refuse = (problem: string, hint?: string, kind?: WeightsFault) => never;

/** The state of a pickle being read. `marks` are heights of the stack. */
export interface PickleMachine {
  readonly cursor: Cursor;
  readonly stack: PickleValue[];
  readonly marks: number[];
  readonly memo: Map<number, PickleValue>;
  readonly refuse: Refuse;
  readonly persistent: (id: readonly PickleValue[]) => PickleValue;
}

export function pop({ stack, marks, refuse }: PickleMachine): PickleValue {
  if (stack.length <= (marks.at(-1) ?? 0)) refuse('holds a damaged pickle (it takes what is not there)');
  return stack.pop()!;
}

/** All that came after the last mark. */
export function popMark({ stack, marks, refuse }: PickleMachine): PickleValue[] {
  const mark = marks.pop();
  return mark === undefined ? refuse('holds a damaged pickle (a mark is missing)') : stack.splice(mark);
}

export function findGlobal({ refuse }: PickleMachine, module: string, name: string): PickleGlobal {
  const full = `${module}.${name}`;
  const found = allowedGlobal(full);
  if (found) return found;
  const { problem, hint } = refusedGlobal(full);
  return refuse(problem, hint);
}

/** REDUCE and NEWOBJ: only what the allow-list makes itself. */
export function call({ refuse }: PickleMachine, callable: PickleValue, args: PickleValue): PickleValue {
  const items = pickledItems(args);
  if (!isKind(callable, 'global') || callable.call === null || items === null) {
    return refuse(`contains code: a call of ${describe(callable)}. Nothing of it was run`, undefined, 'weights-code');
  }
  try {
    return callable.call(items);
  } catch (error) {
    return error instanceof TypeError ? refuse(`${error.message} (${callable.name})`) : refuse(String(error));
  }
}

/** APPEND(S), SETITEM(S), ADDITEMS and BUILD go into what they are for; what an inert object is given is thrown away. */
export function fill({ refuse }: PickleMachine, target: PickleValue | undefined, values: readonly PickleValue[], how: 'list' | 'dict'): void {
  if (isKind(target, 'inert')) return;
  if (how === 'list' && isKind(target, 'list')) {
    for (const value of values) (target as PickleList).items.push(value);
    return;
  }
  if (how === 'list' || !isKind(target, 'dict') || values.length % 2 !== 0) {
    refuse(`holds a damaged pickle (it adds to ${describe(target)})`);
    return;
  }
  for (let i = 0; i < values.length; i += 2) target.entries.set(values[i]!, values[i + 1]!);
}
