import { expect, test } from 'vitest';
import { plainProducts } from './plain-products.fixture.ts';
import { bendsOf, bendSpace, bentWay, waysBeside } from './head-curvature.ts';
import { chooseRows, plainRows, slopesOnLines } from './head-rows.ts';
import type { OnLine } from './head-rows.ts';
import { addPenalty, weightsBeside } from './head-search.ts';

const [rows, classes, dimensions, l2] = [13, 3, 4, 0.3];
const columns = 2 * classes;
const size = classes * dimensions;
const draw = (length: number, of: number) => Float64Array.from({ length }, (_, at) => Math.sin(of + 1.7 * at));

/** Weights, then biases, that add up to nothing over the classes. */
function drawWay(of: number): Float64Array {
  const way = draw(size + classes, of);
  for (const [from, length] of [[0, dimensions], [size, 1]] as const) {
    for (let j = 0; j < length; j++) {
      const mean = [0, 1, 2].reduce((sum, c) => sum + way[from + c * length + j]!, 0) / classes;
      for (let c = 0; c < classes; c++) way[from + c * length + j]! -= mean;
    }
  }
  return way;
}

test('what second derivatives make of a way is how the gradient differs a little further along it; rows of others change nothing', () => {
  const all = plainRows(Array.from({ length: rows }, (_, row) => row % classes), classes);
  all.weights[4] = 0;
  all.targets.fill(0, 4 * classes, 5 * classes);
  const products = plainProducts(draw(rows * dimensions, 5), dimensions);
  const ways = [drawWay(1), drawWay(2)];
  const along = products.forward(weightsBeside(ways, classes), columns);
  const beside = { columns, along, residuals: new Float64Array(rows * columns) };
  const lines = ways.map((way, head): OnLine => ({
    chosen: chooseRows(all, (row) => row % 2 === head || row === 4),
    logits: draw(rows * classes, head),
    first: head * classes,
    bias: way.subarray(size),
    step: 0,
    slope: 0,
    curvature: 0,
  }));
  const gradientsAt = (step: number) => {
    for (const line of lines) line.step = step;
    slopesOnLines(lines, beside);
    const sums = Float64Array.from({ length: columns }, (_, c) => beside.residuals.reduce((sum, value, at) => sum + (at % columns === c ? value : 0), 0));
    const back = products.backward(beside.residuals, columns);
    return ways.map((way, at) => {
      const gradient = new Float64Array(size + classes);
      addPenalty(gradient, back, sums, l2, way.map((value) => step * value), at, classes);
      return gradient;
    });
  };
  const small = 1e-5;
  const [after, before] = [gradientsAt(small), gradientsAt(-small)];
  gradientsAt(0);
  const space = bendSpace(rows, classes, 2);
  // The second head alone, then both the other way round.
  for (const asked of [[1], [1, 0]]) {
    const own = asked.map((head) => ways[head]!);
    const bent = products.bend(waysBeside(own, classes), bendsOf(asked.map((head) => lines[head]!), beside, space));
    for (const [place, head] of asked.entries()) {
      const told = new Float64Array(size + classes);
      bentWay(told, bent, own[place]!, l2, place, classes);
      for (const [at, value] of told.entries()) expect(value).toBeCloseTo((after[head]![at]! - before[head]![at]!) / (2 * small), 6);
    }
  }
});
