import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  carryOver,
  extendTo,
  goingOnFrom,
  focusOnly,
  nothingSelected,
  onlyChosen,
  selectAll,
  selectNone,
  selectOnly,
  selectedIds,
  toggle,
} from './wall-selection.ts';
import type { WallSelection } from './wall-selection.ts';

const ids = Int32Array.of(10, 20, 30, 40, 50, 60);
const none = nothingSelected(6);
const chosen = (selection: WallSelection) => selectedIds(selection, ids);

test('a click chooses one, Ctrl+click adds and takes away', () => {
  const one = selectOnly(none, 2);
  expect(chosen(one)).toEqual([30]);
  const two = toggle(one, 4);
  expect([chosen(two), two.count, two.focus]).toEqual([[30, 50], 2, 4]);
  expect(chosen(toggle(two, 2))).toEqual([50]);
  expect(chosen(one)).toEqual([30]);
});

test('Shift chooses from the anchor, both ways, and shrinks again', () => {
  const start = selectOnly(none, 2);
  const down = extendTo(start, 5);
  expect([chosen(down), down.count]).toEqual([[30, 40, 50, 60], 4]);
  expect(chosen(extendTo(down, 3))).toEqual([30, 40]);
  expect(chosen(extendTo(down, 0))).toEqual([10, 20, 30]);
});

test('Ctrl+Shift keeps what was chosen', () => {
  const selection = extendTo(toggle(selectOnly(none, 0), 3), 4, true);
  expect([chosen(selection), selection.count]).toEqual([[10, 40, 50], 3]);
});

test('Shift before anything was chosen begins where it is', () => {
  expect(chosen(extendTo(none, 3))).toEqual([40]);
});

test('all, none, and the focus alone', () => {
  expect(selectAll(none)).toMatchObject({ count: 6, focus: 0 });
  expect(selectNone(selectAll(selectOnly(none, 3)))).toMatchObject({ count: 0, focus: 3 });
  expect(focusOnly(selectOnly(none, 1), 5)).toMatchObject({ count: 1, focus: 5 });
  expect(selectAll(nothingSelected(0))).toMatchObject({ count: 0, focus: -1 });
});

test('what is chosen stays chosen when pictures come, go and change places', () => {
  const selection = toggle(selectOnly(none, 1), 4);
  const after = carryOver(selection, ids, Int32Array.of(5, 10, 50, 20, 60));
  expect([...after.mask]).toEqual([0, 0, 1, 1, 0]);
  expect(after).toMatchObject({ count: 2, focus: 2 });
});

test('where all that was chosen is gone, the next one is chosen', () => {
  const after = carryOver(extendTo(selectOnly(none, 1), 2), ids, Int32Array.of(10, 40, 50, 60));
  expect([...after.mask]).toEqual([0, 1, 0, 0]);
  expect(after.focus).toBe(1);
  expect(carryOver(selectOnly(none, 5), ids, Int32Array.of(10, 20))).toMatchObject({ count: 1, focus: 1 });
  expect(carryOver(selectOnly(none, 5), ids, new Int32Array())).toMatchObject({ count: 0, focus: -1 });
});

test('nothing chosen stays nothing chosen', () => {
  expect(carryOver(none, ids, Int32Array.of(20, 30))).toMatchObject({ count: 0, focus: -1 });
});

test('labelling goes on to the next that waits, round the end, or to the next of all', () => {
  const waiting = [false, true, false, true, false];
  const from = (at: number, waited: boolean, list = waiting) => goingOnFrom(at, list.length, waited, (each) => list[each]!);
  expect([from(1, true), from(3, true), from(4, true), from(0, false), from(4, false)]).toEqual([3, 1, 1, 1, null]);
  expect(from(1, true, [false, true, false])).toBeNull();
  expect([onlyChosen(none), onlyChosen(selectOnly(none, 2)), onlyChosen(toggle(selectOnly(none, 2), 4))]).toEqual([null, 2, null]);
  expect(onlyChosen(focusOnly(selectOnly(none, 1), 5))).toBe(1);
});

test('the count is always the number of chosen ones', () => {
  const step = fc.record({ kind: fc.constantFrom('only', 'toggle', 'extend', 'add', 'all', 'none'), at: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let selection = none;
      for (const { kind, at } of steps) {
        if (kind === 'only') selection = selectOnly(selection, at);
        else if (kind === 'toggle') selection = toggle(selection, at);
        else if (kind === 'all') selection = selectAll(selection);
        else if (kind === 'none') selection = selectNone(selection);
        else selection = extendTo(selection, at, kind === 'add');
        expect(selection.count).toBe(chosen(selection).length);
      }
    }),
  );
});
