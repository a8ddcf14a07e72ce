/** A smooth random field over the plane, 0..1. */
export type Field = (x: number, y: number) => number;

function lattice(seed: number, x: number, y: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}

/** Value noise: random numbers on the integer lattice, smoothly interpolated. */
export function valueNoise(seed: number): Field {
  return (x, y) => {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const fx = x - x0;
    const fy = y - y0;
    const u = fx * fx * (3 - 2 * fx);
    const v = fy * fy * (3 - 2 * fy);
    const top = lattice(seed, x0, y0) * (1 - u) + lattice(seed, x0 + 1, y0) * u;
    const bottom = lattice(seed, x0, y0 + 1) * (1 - u) + lattice(seed, x0 + 1, y0 + 1) * u;
    return top * (1 - v) + bottom * v;
  };
}

/** Octaves of value noise, each twice as fine and half as strong; 0..1, mostly near 1/2. */
export function fractalNoise(seed: number, octaves: number): Field {
  const layers = Array.from({ length: octaves }, (_, i) => valueNoise(seed + i * 7919));
  return (x, y) => {
    let sum = 0;
    let weight = 0;
    let strength = 1;
    let scale = 1;
    for (const layer of layers) {
      sum += layer(x * scale, y * scale) * strength;
      weight += strength;
      strength /= 2;
      scale *= 2;
    }
    return sum / weight;
  };
}

/** One pebble a lattice cell: distance to the nearest centre (0 at one, about 1 between them), and that cell's number. */
export function pebbles(seed: number): (x: number, y: number) => { distance: number; value: number } {
  return (x, y) => {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    let distance = 9;
    let value = 0;
    for (let cy = y0 - 1; cy <= y0 + 1; cy++) {
      for (let cx = x0 - 1; cx <= x0 + 1; cx++) {
        const d = Math.hypot(cx + lattice(seed, cx, cy) - x, cy + lattice(seed + 1, cx, cy) - y);
        if (d < distance) {
          distance = d;
          value = lattice(seed + 2, cx, cy);
        }
      }
    }
    return { distance, value };
  };
}
