import type { Random } from './random.ts';

/** Leaf coordinates: the midrib runs from the base (0, 0) to the tip (0, 1). */
export type Point = readonly [x: number, y: number];
export interface Vein {
  points: Point[];
  /** Width at the start, in leaf lengths; it tapers to a third. */
  width: number;
}
export interface Outline {
  blades: Point[][];
  veins: Vein[];
}
export type LeafKind = 'birch' | 'linden' | 'maple' | 'oak' | 'rowan' | 'willow';

const steps = 160;

/** Right half from base to tip, mirrored with a little asymmetry, margin toothed by `tooth(t)`. */
function symmetric(random: Random, half: (t: number) => Point): Point[] {
  const lean = 1 + 0.05 * random.normal();
  const right = Array.from({ length: steps + 1 }, (_, i) => half(i / steps));
  const left = right.map(([x, y]): Point => [-x * lean, y]).toReversed();
  return [...right, ...left];
}

/** Saw teeth, 0..1, leaning towards the tip. */
function saw(t: number, teeth: number): number {
  const phase = (t * teeth) % 1;
  return phase < 0.75 ? phase / 0.75 : (1 - phase) / 0.25;
}

/** Half width of an egg shape: 0 at both ends, 1 at a / (a + b). */
function egg(t: number, a: number, b: number): number {
  const peak = a / (a + b);
  return (t ** a * (1 - t) ** b) / (peak ** a * (1 - peak) ** b);
}

function curve(from: Point, to: Point, rise: number): Point[] {
  return Array.from({ length: 13 }, (_, i): Point => {
    const t = i / 12;
    return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t + rise * (t * t - t)];
  });
}

function midrib(width: number, petiole: number): Vein {
  return { points: curve([0, -petiole], [0, 1], 0), width };
}

/** Side veins from the midrib to the part `reach` of the half width, in pairs. */
function sideVeins(pairs: number, halfWidth: (t: number) => number, slant: number, reach = 0.95): Vein[] {
  const veins: Vein[] = [];
  for (let i = 0; i < pairs; i++) {
    const t = 0.06 + (0.8 * i) / pairs;
    for (const side of [-1, 1]) {
      const start = t + (side > 0 ? 0.015 : 0);
      const end = Math.min(0.97, start + slant * (1 - 0.4 * t));
      veins.push({ points: curve([0, start], [side * reach * halfWidth(end), end], 0.05), width: 0.008 });
    }
  }
  return veins;
}

function birch(random: Random): Outline {
  const width = random.between(0.25, 0.32);
  const a = random.between(0.38, 0.5);
  const teeth = Math.round(random.between(9, 13));
  const halfWidth = (t: number) => width * egg(t, a, 1.1);
  const blade = symmetric(random, (t) => {
    const cut = 0.1 * saw(t, teeth) + 0.05 * saw(t, teeth * 3);
    return [halfWidth(t) * (1.06 - cut * 1.6), t];
  });
  return { blades: [blade], veins: [midrib(0.016, 0.22), ...sideVeins(7, halfWidth, 0.22)] };
}

function linden(random: Random): Outline {
  const width = random.between(0.5, 0.62);
  const lobe = random.between(0.5, 0.85);
  const teeth = Math.round(random.between(24, 32));
  const heart = (s: number): Point => {
    const angle = Math.PI * s;
    const y = 13 * Math.cos(angle) - 5 * Math.cos(2 * angle) - 2 * Math.cos(3 * angle) - Math.cos(4 * angle);
    const up = (5 - y) / 22;
    return [width * Math.sin(angle) ** 1.7, up < 0 ? up * lobe : up];
  };
  const blade = symmetric(random, (t) => {
    const [x, y] = heart(t);
    const cut = 1 - 0.045 * saw(t, teeth);
    return [x * cut, 0.3 + (y - 0.3) * cut];
  });
  const halfWidth = (t: number) => width * egg(Math.min(0.999, t + 0.12), 0.62, 1);
  const basal = [-1, 1].flatMap((side) => [
    { points: curve([0, 0.02], [side * width * 0.78, -0.02], -0.1), width: 0.012 },
    { points: curve([0, 0.02], [side * width * 0.88, 0.3], 0.06), width: 0.012 },
  ]);
  return { blades: [blade], veins: [midrib(0.016, 0.3), ...basal, ...sideVeins(5, halfWidth, 0.26).slice(2)] };
}

function willow(random: Random): Outline {
  const width = random.between(0.085, 0.13);
  const a = random.between(0.6, 0.85);
  const halfWidth = (t: number) => width * egg(t, a, 0.95);
  const blade = symmetric(random, (t) => [halfWidth(t) * (1 - 0.06 * saw(t, 34)), t]);
  return { blades: [blade], veins: [midrib(0.02, 0.07), ...sideVeins(13, halfWidth, 0.1, 0.85)] };
}

function oak(random: Random): Outline {
  const width = random.between(0.27, 0.34);
  const lobes = random.pick([4, 4.5, 5]);
  const depth = random.between(0.42, 0.62);
  const lobed = (t: number) => 0.5 - 0.5 * Math.cos(2 * Math.PI * (lobes * t ** 0.95 + 0.12));
  const envelope = (t: number) => width * egg(t, 0.95, 0.5);
  const blade = symmetric(random, (t) => {
    const x = envelope(t) * (1 - depth * (1 - lobed(t) ** 0.7));
    return [x, t + 0.22 * (x - envelope(t) * 0.6) * (1 - t)];
  });
  return { blades: [blade], veins: [midrib(0.018, 0.1), ...sideVeins(Math.round(lobes), envelope, 0.24, 0.85)] };
}

/** Right half of a Norway-maple-like leaf; [x, y] from the base over three lobes to the tip. */
const mapleHalf: readonly Point[] = [
  [0, 0.06], [0.12, 0], [0.24, -0.02], [0.37, 0.02], [0.31, 0.09], [0.3, 0.14], [0.23, 0.2],
  [0.4, 0.23], [0.46, 0.32], [0.61, 0.43], [0.48, 0.45], [0.42, 0.52], [0.32, 0.46], [0.17, 0.45],
  [0.19, 0.6], [0.3, 0.69], [0.17, 0.73], [0.12, 0.84], [0, 1],
];

function maple(random: Random): Outline {
  const stretch = random.between(0.86, 1.08);
  const half = mapleHalf.map(([x, y], i): Point => {
    if (i === 0 || i === mapleHalf.length - 1) return [x, y];
    return [x * stretch + 0.014 * random.normal(), y + 0.014 * random.normal()];
  });
  const left = half.map(([x, y]): Point => [-x + 0.01 * random.normal(), y + 0.01 * random.normal()]).toReversed();
  const veins = [-1, 1].flatMap((side) => {
    const to = (x: number, y: number): Point => [side * x * stretch, y];
    return [
      { points: curve([0, 0.05], to(0.34, 0.03), -0.04), width: 0.011 },
      { points: curve([0, 0.05], to(0.57, 0.41), 0.02), width: 0.014 },
      { points: curve([0, 0.5], to(0.27, 0.68), 0), width: 0.008 },
      { points: curve([0, 0.66], to(0.12, 0.82), 0), width: 0.007 },
      { points: curve(to(0.28, 0.2), to(0.4, 0.25), 0), width: 0.007 },
      { points: curve(to(0.3, 0.23), to(0.4, 0.49), 0), width: 0.007 },
      { points: curve([0, 0.28], to(0.14, 0.43), 0), width: 0.006 },
    ];
  });
  return { blades: [[...half, ...left]], veins: [midrib(0.015, 0.4), ...veins] };
}

function rowan(random: Random): Outline {
  const pairs = random.pick([5, 6, 7]);
  const length = random.between(0.26, 0.32);
  const width = random.between(0.055, 0.07);
  const blades: Point[][] = [];
  const veins: Vein[] = [midrib(0.014, 0.12)];
  const leaflet = (base: Point, angle: number, size: number): void => {
    const place = ([x, y]: Point): Point => [
      base[0] + size * (x * Math.cos(angle) + y * Math.sin(angle)),
      base[1] + size * (-x * Math.sin(angle) + y * Math.cos(angle)),
    ];
    const blade = symmetric(random, (t) => [
      ((width * egg(t, 0.6, 0.7)) / length) * (1 - 0.13 * saw(t, 14)), t,
    ]);
    blades.push(blade.map(place));
    veins.push({ points: curve([0, 0], [0, 0.95], 0).map(place), width: 0.007 });
  };
  for (let i = 0; i < pairs; i++) {
    const t = 0.12 + (0.66 * i) / (pairs - 1);
    for (const side of [-1, 1]) {
      const angle = side * (1.15 - 0.25 * t + 0.1 * random.normal());
      leaflet([0, t + 0.01 * random.normal()], angle, length * (1 - 0.25 * Math.abs(t - 0.45)));
    }
  }
  leaflet([0, 0.76], 0.06 * random.normal(), length * 0.9);
  return { blades, veins };
}

/** How each kind of leaf is drawn, by the name of its class folder. */
export const leafKinds: Record<LeafKind, (random: Random) => Outline> = { birch, linden, maple, oak, rowan, willow };
