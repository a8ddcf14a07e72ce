import { fractalNoise } from './noise.ts';
import type { Outline, Point, Vein } from './leaf-outlines.ts';
import type { Random } from './random.ts';

/** A flat leaf as maps over its own coordinates, before it is laid down and lit. */
export interface LeafSprite {
  /** 0 outside, 1 inside; the stalk counts as inside. */
  alpha: Float32Array;
  /** 1 on the middle of a vein. */
  vein: Float32Array;
  /** Height of the surface, in sprite pixels. */
  height: Float32Array;
  /** 1 on the stalk. */
  stalk: Float32Array;
}

/** Sprite pixels per leaf length, and the part of the plane a sprite covers. */
export const pixelsPerLeaf = 300;
export const spriteBox = { left: -0.75, bottom: -0.45, width: 1.5, height: 1.55 };
export const spriteWidth = Math.round(spriteBox.width * pixelsPerLeaf);
export const spriteHeight = Math.round(spriteBox.height * pixelsPerLeaf);

export function leafSprite(outline: Outline, random: Random): LeafSprite {
  const alpha = new Float32Array(spriteWidth * spriteHeight);
  const vein = new Float32Array(alpha.length);
  const stalk = new Float32Array(alpha.length);
  for (const blade of outline.blades) fillPolygon(alpha, blade);
  bite(alpha, random);
  outline.veins.forEach((one) => stroke(vein, one));
  stroke(stalk, { ...outline.veins[0]!, width: outline.veins[0]!.width * 1.3 });
  const relief = boxBlur(vein, spriteWidth, spriteHeight, 5);
  const edge = boxBlur(alpha, spriteWidth, spriteHeight, 6);
  const grain = fractalNoise(random.seed(), 3);
  const swell = fractalNoise(random.seed(), 2);
  const height = new Float32Array(alpha.length);
  for (let i = 0; i < alpha.length; i++) {
    const x = i % spriteWidth;
    const y = Math.floor(i / spriteWidth);
    height[i] = -7 * relief[i]! + 2.5 * edge[i]! + 1.1 * grain(x / 9, y / 9) + 26 * swell(x / 120, y / 120);
    const onStalk = Math.min(1, stalk[i]! * 2);
    stalk[i] = onStalk * (1 - alpha[i]!);
    alpha[i] = Math.max(alpha[i]!, onStalk);
    vein[i] = vein[i]! * alpha[i]!;
  }
  return { alpha, vein, height, stalk };
}

function toSprite([x, y]: Point): [number, number] {
  return [(x - spriteBox.left) * pixelsPerLeaf, (y - spriteBox.bottom) * pixelsPerLeaf];
}

/** Even-odd scanline fill at pixel centres. */
function fillPolygon(map: Float32Array, polygon: readonly Point[]): void {
  const points = polygon.map(toSprite);
  for (let y = 0; y < spriteHeight; y++) {
    const crossings: number[] = [];
    points.forEach(([x1, y1], i) => {
      const [x2, y2] = points[(i + 1) % points.length]!;
      if (y1 > y + 0.5 !== y2 > y + 0.5) crossings.push(x1 + ((y + 0.5 - y1) / (y2 - y1)) * (x2 - x1));
    });
    crossings.sort((a, b) => a - b);
    for (let c = 0; c + 1 < crossings.length; c += 2) {
      const from = Math.max(0, Math.ceil(crossings[c]! - 0.5));
      const to = Math.min(spriteWidth - 1, Math.floor(crossings[c + 1]! - 0.5));
      for (let x = from; x <= to; x++) map[y * spriteWidth + x] = 1;
    }
  }
}

/** A soft line of falling width, as overlapping discs. */
function stroke(map: Float32Array, { points, width }: Vein): void {
  for (let i = 0; i + 1 < points.length; i++) {
    const [x1, y1] = toSprite(points[i]!);
    const [x2, y2] = toSprite(points[i + 1]!);
    const discs = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1)));
    for (let d = 0; d <= discs; d++) {
      const along = (i + d / discs) / (points.length - 1);
      const radius = Math.max(1, width * pixelsPerLeaf * (1 - 0.66 * along) * 0.6);
      disc(map, x1 + ((x2 - x1) * d) / discs, y1 + ((y2 - y1) * d) / discs, radius, Math.max);
    }
  }
}

/** Holes and bites of insects, in about a third of the leaves. */
function bite(alpha: Float32Array, random: Random): void {
  if (!random.chance(0.35)) return;
  const bites = random.between(1, 5);
  for (let b = 0; b < bites; b++) {
    const [x, y] = toSprite([random.between(-0.35, 0.35), random.between(0.1, 0.9)]);
    disc(alpha, x, y, random.between(3, 13), (value, inside) => Math.min(value, 1 - Math.min(1, inside * 4)));
  }
}

/** How a disc changes a value of the map; `inside` is 0 at the rim and 1 at the centre. */
type Blend = (value: number, inside: number) => number;

function disc(map: Float32Array, cx: number, cy: number, radius: number, blend: Blend): void {
  for (let y = Math.max(0, Math.floor(cy - radius)); y <= Math.min(spriteHeight - 1, cy + radius); y++) {
    for (let x = Math.max(0, Math.floor(cx - radius)); x <= Math.min(spriteWidth - 1, cx + radius); x++) {
      const inside = 1 - Math.hypot(x + 0.5 - cx, y + 0.5 - cy) / radius;
      if (inside > 0) map[y * spriteWidth + x] = blend(map[y * spriteWidth + x]!, inside);
    }
  }
}

/** Two passes of a box of `radius` in both directions; edges repeat. Used for relief, shadows and the lens. */
export function boxBlur(map: Float32Array, width: number, height: number, radius: number): Float32Array {
  let current = map;
  for (let pass = 0; pass < 2; pass++) {
    current = blurLines(current, height, width, width, 1, radius);
    current = blurLines(current, width, height, 1, width, radius);
  }
  return current;
}

/** `lines` lines of `length` values; `lineStep` and `step` are the distances between lines and between values. */
function blurLines(
  map: Float32Array,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
  radius: number,
): Float32Array {
  const out = new Float32Array(map.length);
  const at = (start: number, i: number) => map[start + Math.min(length - 1, Math.max(0, i)) * step]!;
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += at(start, i);
    for (let i = 0; i < length; i++) {
      out[start + i * step] = sum / (2 * radius + 1);
      sum += at(start, i + radius + 1) - at(start, i - radius);
    }
  }
  return out;
}
