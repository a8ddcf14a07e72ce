import type { Canvas, Layer } from './canvas.ts';
import { newLayer } from './canvas.ts';
import type { Colour } from './grounds.ts';
import { mix, rgb } from './grounds.ts';
import type { LeafKind } from './leaf-outlines.ts';
import type { LeafSprite } from './leaf-sprite.ts';
import { pixelsPerLeaf, spriteBox, spriteHeight, spriteWidth } from './leaf-sprite.ts';
import { fractalNoise } from './noise.ts';
import type { Random } from './random.ts';

/** Where a leaf lies. Lengths in pixels, angles in radians. */
export interface Pose {
  x: number;
  y: number;
  length: number;
  angle: number;
}

const summer: Record<LeafKind, Colour[]> = {
  birch: [0x6f9440, 0x86a34d, 0x5f8a38].map(rgb),
  linden: [0x527d35, 0x6f9440, 0x437034].map(rgb),
  maple: [0x3f6b2c, 0x527d35, 0x6a8f3c].map(rgb),
  oak: [0x35592f, 0x3f6b2c, 0x4f7436].map(rgb),
  rowan: [0x3f6b3a, 0x527d35, 0x35592f].map(rgb),
  willow: [0x86a06a, 0x6f9060, 0x94a878].map(rgb),
};
const autumn: Record<LeafKind, Colour[]> = {
  birch: [0xd9b23a, 0xc99a2e, 0x9a7a34].map(rgb),
  linden: [0xd2b445, 0xb99a3c, 0x8f7a3a].map(rgb),
  maple: [0xc8502a, 0xd98a2f, 0xa8352a, 0xd8ae3c].map(rgb),
  oak: [0x9a6a35, 0xb5873f, 0x7d5330].map(rgb),
  rowan: [0xc06a30, 0xa84a2c, 0xcf9a3c].map(rgb),
  willow: [0xc9b24a, 0xa9a050, 0x8c8a52].map(rgb),
};
const withered = rgb(0x6e4a2c);

/** Two colours that a leaf runs between: most are green, some turn, one in seven has another tree's colours. */
function leafColours(kind: LeafKind, random: Random): [Colour, Colour] {
  const like = random.chance(0.15) ? random.pick(Object.keys(autumn) as LeafKind[]) : kind;
  const green = summer[like];
  const turning = autumn[like];
  const season = random.between(0, 1);
  const first = season < 0.62 ? random.pick(green) : random.pick(turning);
  const second = season < 0.45 ? random.pick(green) : random.pick(turning);
  return [first, second];
}

/** A leaf turned, tilted, bent and lit, as a layer. `light` points to the lamp, length 1, y downwards. */
export function layLeaf(
  canvas: Canvas,
  sprite: LeafSprite,
  kind: LeafKind,
  pose: Pose,
  light: readonly [number, number],
  random: Random,
): Layer {
  const layer = newLayer(canvas);
  const toLeaf = bentPlane(pose, random);
  const [first, second] = leafColours(kind, random);
  const veinTint = rgb(random.pick([0xe8e6b0, 0xd8c890, 0x5a3a22]));
  const veinColour = mix(mix(first, second, 0.5), veinTint, random.between(0.3, 0.6));
  const stalkColour = rgb(random.pick([0x8a8a4a, 0x7a5232, 0x9a4a3a]));
  const blotch = fractalNoise(random.seed(), 3);
  const spot = fractalNoise(random.seed(), 2);
  const spottiness = random.between(0.72, 1.1);
  const fold = random.between(-0.22, 0.22);
  const relief = random.between(0.12, 0.3);
  const gloss = random.between(0, 0.35);
  const cos = Math.cos(pose.angle);
  const sin = Math.sin(pose.angle);
  const lightAcross = light[0] * cos + light[1] * sin;
  const lightAlong = light[0] * sin - light[1] * cos;

  const colourAt = (u: number, v: number, i: number): Colour => {
    const across = sprite.height[i + 1]! - sprite.height[i - 1]!;
    const along = sprite.height[i + spriteWidth]! - sprite.height[i - spriteWidth]!;
    const slope = relief * (across * lightAcross + along * lightAlong);
    const shade = 1 - slope + fold * Math.tanh(u * 25);
    const turn = Math.min(1, Math.max(0, (blotch(u * 4 + 9, v * 4) - 0.5) * 3.5 + 0.5));
    let colour = mix(first, second, turn);
    if (spot(u * 18 + 40, v * 18) > spottiness) colour = mix(colour, withered, 0.75);
    colour = mix(colour, veinColour, 0.9 * sprite.vein[i]!);
    colour = mix(colour, stalkColour, Math.min(1, sprite.stalk[i]!));
    const glint = gloss * Math.max(0, shade - 1.05);
    return [colour[0] * shade + glint, colour[1] * shade + glint, colour[2] * shade + glint];
  };

  for (let p = 0; p < layer.cover.length; p++) {
    const x = p % canvas.width;
    const y = Math.floor(p / canvas.width);
    for (const [dx, dy] of [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]] as const) {
      const [u, v] = toLeaf(x + dx, y + dy);
      const sx = Math.floor((u - spriteBox.left) * pixelsPerLeaf);
      const sy = Math.floor((v - spriteBox.bottom) * pixelsPerLeaf);
      if (sx < 1 || sy < 1 || sx >= spriteWidth - 1 || sy >= spriteHeight - 1) continue;
      const i = sy * spriteWidth + sx;
      const alpha = sprite.alpha[i]! / 4;
      if (alpha === 0) continue;
      const colour = colourAt(u, v, i);
      layer.cover[p]! += alpha;
      layer.planes.forEach((plane, c) => (plane[p]! += colour[c]! * alpha));
    }
    const cover = layer.cover[p]!;
    if (cover > 0) for (const plane of layer.planes) plane[p]! /= cover;
  }
  return layer;
}

/** From picture pixels to leaf coordinates: turned, seen at a slant, the midrib bent, the blade a little wavy. */
function bentPlane(pose: Pose, random: Random): (x: number, y: number) => readonly [number, number] {
  const cos = Math.cos(pose.angle);
  const sin = Math.sin(pose.angle);
  const tilt = random.between(0, Math.PI);
  const squeeze = 1 / random.between(0.82, 1) - 1;
  const tiltX = Math.cos(tilt);
  const tiltY = Math.sin(tilt);
  const bend = 0.055 * random.normal();
  const wave = fractalNoise(random.seed(), 2);
  const waviness = random.between(0.02, 0.12);
  return (x, y) => {
    let dx = (x - pose.x) / pose.length;
    let dy = (y - pose.y) / pose.length;
    const away = squeeze * (dx * tiltX + dy * tiltY);
    dx += away * tiltX;
    dy += away * tiltY;
    const u = dx * cos + dy * sin;
    const v = 0.45 + dx * sin - dy * cos;
    const bent = u - bend * (4 * (v - 0.5) ** 2 - 0.5);
    return [bent + waviness * (wave(bent * 3 + 20, v * 3) - 0.5), v + waviness * (wave(bent * 3, v * 3 + 50) - 0.5)];
  };
}
