import type { Canvas, Layer } from './canvas.ts';
import { blurCanvas, castShadow, layDown, newCanvas, newLayer, toRgb } from './canvas.ts';
import { anyGround, mix, rgb, scale } from './grounds.ts';
import { layLeaf } from './lay-leaf.ts';
import type { LeafKind } from './leaf-outlines.ts';
import { leafKinds } from './leaf-outlines.ts';
import { leafSprite } from './leaf-sprite.ts';
import { fractalNoise } from './noise.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';

export const picturesPerKind = 48;

export interface Picture {
  width: number;
  height: number;
  /** RGB, 0..255, row by row. */
  data: Uint8Array;
}

const sizes = [
  [256, 256], [320, 240], [240, 320], [288, 216], [320, 213], [224, 224], [224, 300], [304, 228], [240, 240], [216, 288],
] as const;

/** The picture number `index` of a kind of leaf; the same pixels every time. */
export function drawPicture(kind: LeafKind, index: number): Picture {
  const random = createRandom(`${kind} ${index} v1`);
  const [width, height] = random.pick(sizes);
  const canvas = newCanvas(width, height, anyGround(random));
  if (random.chance(0.65)) blurCanvas(canvas, random.pick([1, 2, 3, 4]));
  const towards = random.between(0, 2 * Math.PI);
  const light = [Math.cos(towards), Math.sin(towards)] as const;
  const shadow = random.between(0.25, 0.6);
  const cast = (layer: Layer, lift: number): void => {
    castShadow(canvas, layer, -light[0] * lift, -light[1] * lift, Math.ceil(lift / 2) + 1, shadow);
    layDown(canvas, layer);
  };
  const litter = random.pick([0, 0, 0, 0, 1, 2]);
  for (let i = 0; i < litter; i++) cast(twig(canvas, random), random.between(1, 3));
  const leaves = random.chance(0.08) ? 2 : 1;
  for (let i = 0; i < leaves; i++) {
    const length = Math.min(width, height) * (leaves === 1 ? random.between(0.78, 1) : random.between(0.55, 0.8));
    const away = leaves === 1 ? 0.05 : 0.24;
    const pose = {
      x: width * (0.5 + random.between(-away, away)),
      y: height * (0.5 + random.between(-away, away)),
      length,
      angle: random.chance(0.1) ? random.between(0, 2 * Math.PI) : 0.3 * random.normal(),
    };
    const sprite = leafSprite(leafKinds[kind](random), random);
    cast(layLeaf(canvas, sprite, kind, pose, light, random), random.between(1.5, 7));
  }
  if (random.chance(0.15)) cast(twig(canvas, random), random.between(2, 6));
  expose(canvas, random, light);
  return { width, height, data: toRgb(canvas) };
}

/** A twig, straw or blade of grass from edge to edge or lying about. */
function twig(canvas: Canvas, random: Random): Layer {
  const layer = newLayer(canvas);
  const colour = rgb(random.pick([0x6a4a30, 0x8a6a42, 0xb9a868, 0x5f7a38, 0x3f3328]));
  const angle = random.between(0, Math.PI);
  const x0 = random.between(0, canvas.width);
  const y0 = random.between(0, canvas.height);
  const half = random.between(20, 200);
  const thickness = random.between(1.2, 4);
  const bow = random.between(-0.004, 0.004);
  for (let p = 0; p < layer.cover.length; p++) {
    const dx = (p % canvas.width) - x0;
    const dy = Math.floor(p / canvas.width) - y0;
    const along = dx * Math.cos(angle) + dy * Math.sin(angle);
    const across = -dx * Math.sin(angle) + dy * Math.cos(angle) + bow * along * along;
    const reach = Math.min(thickness * (1 - 0.5 * Math.abs(along / half)) - Math.abs(across), half - Math.abs(along));
    layer.cover[p] = Math.min(1, Math.max(0, reach));
    const lit = scale(colour, 1.1 - (0.5 * across) / thickness);
    layer.planes.forEach((plane, c) => (plane[p] = lit[c]!));
  }
  return layer;
}

/** What light, lens and sensor do: light falling off, dapples, colour of the light, vignette, focus, noise. */
function expose(canvas: Canvas, random: Random, light: readonly [number, number]): void {
  const { width, height } = canvas;
  const warm = random.between(-0.1, 0.1);
  const tint = [1 + warm, 1 + random.between(-0.02, 0.02), 1 - warm];
  const exposure = random.between(0.85, 1.2);
  const falloff = random.between(0, 0.35);
  const vignette = random.between(0, 0.4);
  const dapple = random.chance(0.15) ? random.between(0.25, 0.5) : 0;
  const dapples = fractalNoise(random.seed(), 2);
  const haze = random.chance(0.1) ? random.between(0.05, 0.2) : 0;
  const pixels = width * height;
  for (let p = 0; p < pixels; p++) {
    const x = (p % width) / width - 0.5;
    const y = Math.floor(p / width) / height - 0.5;
    const spot = Math.min(1, Math.max(0, (dapples(x * 5 + 30, y * 5 + 30) - 0.42) * 2.5));
    const lit =
      exposure * (1 + falloff * (x * light[0] + y * light[1])) * (1 - vignette * 2 * (x * x + y * y)) * (1 - dapple * spot);
    const colour = mix(
      [canvas.planes[0][p]! * lit * tint[0]!, canvas.planes[1][p]! * lit * tint[1]!, canvas.planes[2][p]! * lit * tint[2]!],
      [0.85, 0.87, 0.9],
      haze,
    );
    canvas.planes.forEach((plane, c) => (plane[p] = colour[c]!));
  }
  if (random.chance(0.2)) blurCanvas(canvas, 1);
  const noise = random.between(0, 0.018);
  for (let p = 0; p < pixels; p++) {
    const grain = noise * random.normal();
    for (const plane of canvas.planes) plane[p]! += grain + 0.3 * noise * random.normal();
  }
}
