import type { Bends, Ways } from '../src/core/evaluation/exact-head/feature-products.ts';

/** Ways of heads side by side and how their losses bend, drawn: `free` columns a head. */
export function drawnBend(rows: number, dimensions: number, free: number, heads: number, random: () => number): { ways: Ways; bends: Bends } {
  const columns = free * heads;
  const values = (length: number, scale = 1) => Float32Array.from({ length }, () => scale * (random() - 0.5));
  const ofHead = Float32Array.from({ length: columns * heads }, (_, at) => (Math.floor(at / heads / free) === at % heads ? 1 : 0));
  const likeliest = Float32Array.from({ length: rows * columns }, (_, at) => (at % free === Math.floor(at / free) % (free + 1) ? 1 : 0));
  return {
    ways: { weights: values(columns * dimensions), biases: values(columns) },
    bends: { columns, free, ofHead, likeliest, doubts: values(rows * columns), shares: values(rows * columns, 1 / rows) },
  };
}
