import { createCursor } from './pickle-cursor.ts';
import { pop } from './pickle-machine.ts';
import type { PickleMachine, Refuse } from './pickle-machine.ts';
import { opcodeName, opcodes } from './pickle-opcodes.ts';
import type { PickleValue } from './pickle-values.ts';

/** A checkpoint with an optimiser takes some 100,000; each may leave a value of 100 bytes. */
const stepLimit = 1_000_000;

/**
 * Reads one pickle from `start`. Nothing of it is run: it is a list of instructions for a stack, and those that would call
 * something call only what `pickle-globals.ts` lists. Never recurses; time and memory follow from the bytes and the step limit.
 * @returns its value, and where the next byte after it is
 */
export function readPickle(
  bytes: Buffer,
  start: number,
  refuse: Refuse,
  persistent: PickleMachine['persistent'],
): { value: PickleValue; end: number } {
  const cursor = createCursor(bytes, start, refuse);
  const machine: PickleMachine = { cursor, stack: [], marks: [], memo: new Map(), refuse, persistent };
  for (let steps = 0; steps < stepLimit; steps++) {
    const code = cursor.byte();
    if (code === 0x2e) return { value: pop(machine), end: cursor.position() };
    const perform = opcodes.get(code);
    if (perform) perform(machine);
    else refuse(`holds a pickle with the instruction ${opcodeName(code)}, which torch.save never writes`, undefined, 'weights-unread-form');
  }
  return refuse(`holds a pickle of more than ${stepLimit} instructions`, undefined, 'weights-too-much');
}
