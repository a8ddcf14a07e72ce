import { fractalNoise, pebbles, valueNoise } from './noise.ts';
import type { Random } from './random.ts';

/** Red, green, blue, 0..1. */
export type Colour = [red: number, green: number, blue: number];
/** What lies under the leaf: colour at a picture position in pixels. */
export type Ground = (x: number, y: number) => Colour;

export function mix(a: Colour, b: Colour, t: number): Colour {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

export function scale(colour: Colour, factor: number): Colour {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

export function rgb(hex: number): Colour {
  return [(hex >> 16) / 255, ((hex >> 8) & 255) / 255, (hex & 255) / 255];
}

/** Turns a ground by a random angle and zooms it, so that boards and threads run any way. */
function turned(random: Random, ground: Ground, zoomLow: number, zoomHigh: number): Ground {
  const angle = random.between(0, Math.PI);
  const zoom = random.between(zoomLow, zoomHigh);
  const cos = Math.cos(angle) / zoom;
  const sin = Math.sin(angle) / zoom;
  return (x, y) => ground(x * cos + y * sin + 500, -x * sin + y * cos + 500);
}

function wood(random: Random): Ground {
  const light = rgb(random.pick([0xb98a58, 0xd2a873, 0x8a6242, 0x9a9085, 0xc7b299]));
  const dark = scale(light, random.between(0.5, 0.7));
  const grain = fractalNoise(random.seed(), 2);
  const fibre = valueNoise(random.seed());
  const tone = valueNoise(random.seed());
  const board = random.between(55, 130);
  const rings = random.between(5, 11);
  return turned(random, (x, y) => {
    const row = Math.floor(y / board);
    const gap = Math.min(y / board - row, row + 1 - y / board) * board;
    const wave = 0.5 + 0.5 * Math.sin(rings * 2 * Math.PI * grain(x / 210 + row * 17, y / 46));
    const shade = 0.55 * wave + 0.3 * fibre(x / 30, y / 1.6) + 0.35 * tone(row * 5.3, 0.5);
    return scale(mix(light, dark, Math.min(1, shade)), gap < 1.6 ? 0.35 + 0.3 * gap : 1);
  }, 0.8, 1.4);
}

function soil(random: Random): Ground {
  const wet = rgb(random.pick([0x3d2b1f, 0x4b3626, 0x54463a, 0x2f2620]));
  const dry = rgb(random.pick([0x8a6f52, 0x7a6450, 0x9c8467]));
  const crumbs = fractalNoise(random.seed(), 3);
  const damp = fractalNoise(random.seed(), 2);
  const stones = pebbles(random.seed());
  const stoniness = random.between(0, 0.3);
  return turned(random, (x, y) => {
    const lump = crumbs(x / 11, y / 11);
    const lit = lump - crumbs((x - 2) / 11, (y - 2) / 11);
    const earth = scale(mix(wet, dry, 0.15 + 0.6 * damp(x / 70, y / 70)), 0.55 + 0.8 * lump + 1.7 * lit);
    const { distance, value } = stones(x / 26, y / 26);
    const radius = 0.18 + value * 0.25;
    if (value > stoniness || distance > radius) return earth;
    return scale(mix(rgb(0x9a938a), rgb(0x6e6259), value * 3), 1.15 - 0.55 * (distance / radius) ** 2);
  }, 0.9, 1.6);
}

function paper(random: Random): Ground {
  const sheet = rgb(random.pick([0xf3efe4, 0xe9e6df, 0xf6f4ef, 0xd9c9a8, 0xc9b28a]));
  const ink = rgb(random.pick([0x7fa3c7, 0xc98f8f, 0x9a9a9a]));
  const fibre = fractalNoise(random.seed(), 3);
  const crease = fractalNoise(random.seed(), 2);
  const ruling = random.pick(['none', 'none', 'lines', 'squares'] as const);
  const pitch = random.between(14, 26);
  return turned(random, (x, y) => {
    const fold = crease(x / 90, y / 90) - crease((x - 4) / 90, (y - 4) / 90);
    const plain = scale(sheet, 0.95 + 0.07 * fibre(x / 3, y / 3) + 1.4 * fold);
    const onLine = y % pitch < 1.1 || (ruling === 'squares' && x % pitch < 1.1);
    return ruling !== 'none' && onLine ? mix(plain, ink, 0.6) : plain;
  }, 0.9, 1.3);
}

function stone(random: Random): Ground {
  const grey = rgb(random.pick([0x8d8b86, 0xa7a196, 0x6f7072, 0xb9ad9d, 0x87796d]));
  const cloud = fractalNoise(random.seed(), 3);
  const speck = valueNoise(random.seed());
  const crack = fractalNoise(random.seed(), 3);
  const cracked = random.chance(0.5);
  return turned(random, (x, y) => {
    const line = cracked ? Math.abs(crack(x / 120, y / 120) - 0.5) * 120 : 9;
    const shade = 0.72 + 0.4 * cloud(x / 45, y / 45) + 0.2 * (speck(x / 1.8, y / 1.8) - 0.5);
    return scale(grey, line < 1 ? shade * (0.5 + 0.4 * line) : shade);
  }, 0.8, 1.6);
}

function cloth(random: Random): Ground {
  const thread = rgb(random.pick([0x5b6f8f, 0xb7a58a, 0x8a4a4a, 0x5f7a5c, 0xd8d2c6, 0x43464d]));
  const stripe = mix(thread, rgb(random.pick([0xffffff, 0x222831, 0xd8b26a])), random.between(0, 0.5));
  const pitch = random.between(3.4, 5.5);
  const band = random.between(18, 60);
  const drape = fractalNoise(random.seed(), 2);
  return turned(random, (x, y) => {
    const weave = Math.sin((x / pitch) * Math.PI) * Math.sin((y / pitch) * Math.PI);
    const fold = drape(x / 80, y / 80) - drape((x - 6) / 80, (y - 6) / 80);
    const base = Math.floor(y / band) % 2 === 0 ? thread : stripe;
    return scale(base, 0.93 + 0.1 * weave + 1.5 * fold);
  }, 0.9, 1.4);
}

function lawn(random: Random): Ground {
  const deep = rgb(random.pick([0x39462a, 0x465432, 0x524f2c]));
  const bright = rgb(random.pick([0x8d9b55, 0xa8a865, 0x7f8f5c]));
  const layers = Array.from({ length: 3 }, () => ({ blade: valueNoise(random.seed()), angle: random.between(0, Math.PI) }));
  const patch = fractalNoise(random.seed(), 2);
  return turned(random, (x, y) => {
    let lightest = 0;
    for (const { blade, angle } of layers) {
      const across = x * Math.cos(angle) + y * Math.sin(angle);
      const along = -x * Math.sin(angle) + y * Math.cos(angle) + 12 * patch(x / 50, y / 50);
      lightest = Math.max(lightest, blade(across / 3, along / 26));
    }
    return scale(mix(deep, bright, lightest ** 1.6), 0.6 + 0.7 * patch(x / 60, y / 60));
  }, 0.9, 1.5);
}

const grounds = [wood, wood, soil, paper, paper, paper, stone, stone, cloth, lawn];

/** A ground of any kind; the kinds come up alike for every class, so that they give nothing away. */
export function anyGround(random: Random): Ground {
  return random.pick(grounds)(random);
}
