import { expect, test } from 'vitest';
import { answersFrom, bending } from './head-curvature.ts';
import { chooseRows, plainRows, slopesOnLines } from './head-rows.ts';
import type { OnLine } from './head-rows.ts';

const [rows, classes] = [13, 3];
const columns = 2 * classes;
const draw = (length: number, of: number) => Float64Array.from({ length }, (_, at) => Math.sin(of + 1.7 * at));

test('how residuals change along a way is their difference a little further along it; rows of others change nothing', () => {
  const all = plainRows(Array.from({ length: rows }, (_, row) => row % classes), classes);
  all.weights[4] = 0;
  all.targets.fill(0, 4 * classes, 5 * classes);
  const along = draw(rows * columns, 3);
  const beside = { columns, along, residuals: new Float64Array(rows * columns) };
  const lines = [0, 1].map((head): OnLine => ({
    chosen: chooseRows(all, (row) => row % 2 === head || row === 4),
    logits: draw(rows * classes, head),
    first: head * classes,
    bias: draw(classes, 7 + head),
    step: 0,
    slope: 0,
    curvature: 0,
  }));
  const residualsAt = (step: number) => {
    for (const line of lines) line.step = step;
    slopesOnLines(lines, beside);
    return beside.residuals.slice();
  };
  const small = 1e-5;
  const [after, before] = [residualsAt(small), residualsAt(-small)];
  residualsAt(0);
  answersFrom(lines, beside);
  for (const { chosen, first } of lines) {
    for (const row of chosen.rows) expect(beside.residuals.subarray(row * columns + first, row * columns + first + classes).reduce((sum, value) => sum + value, 0)).toBeCloseTo(row === 4 ? 0 : 1, 12);
  }
  // The second head alone, then both the other way round.
  for (const asked of [[1], [1, 0]]) {
    const ways = new Float64Array(rows * asked.length * classes);
    for (let row = 0; row < rows; row++) for (const [place, head] of asked.entries()) for (let c = 0; c < classes; c++) ways[(row * asked.length + place) * classes + c] = along[row * columns + head * classes + c]!;
    const { turn, sums } = bending(asked.map((head) => ({ head: lines[head]!, bias: lines[head]!.bias })), beside);
    // Two blocks.
    for (const [from, end] of [[0, 5], [5, rows]] as const) turn(ways.subarray(from * asked.length * classes, end * asked.length * classes), from);
    for (const [c, sum] of sums.entries()) expect(sum).toBeCloseTo(ways.filter((_, at) => at % sums.length === c).reduce((all, value) => all + value, 0), 12);
    for (let row = 0; row < rows; row++) {
      for (const [place, head] of asked.entries()) {
        for (let c = 0; c < classes; c++) {
          const at = row * columns + head * classes + c;
          expect(ways[(row * asked.length + place) * classes + c]).toBeCloseTo((after[at]! - before[at]!) / (2 * small), 9);
        }
      }
    }
  }
});
