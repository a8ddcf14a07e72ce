import { availableParallelism, cpus, loadavg } from 'node:os';
import { plainResize } from '../test/plain-resize.ts';
import { valueAt } from '../test/rxg1.ts';
import type { Pixels } from '../src/core/images/pixels.ts';
import { planPreprocessing } from '../src/core/images/preprocess.ts';
import { runResize } from '../src/core/images/resize.ts';
import type { ResizePlan } from '../src/core/images/resize.ts';
import type { Interpolation } from '../src/core/images/resize-coefficients.ts';
import { interleaved, spreadOf } from './spread.ts';
import type { Spread } from './spread.ts';
import { preprocessingOf } from './usual-preprocessing.ts';

/** Width, height, and the side of the square that a network wants: the sample's pictures, a small camera, a screenshot, a camera of 12 megapixels. */
const sizes = [
  [320, 213, 160],
  [640, 480, 224],
  [1200, 900, 224],
  [4000, 3000, 224],
] as const;

/** Processor time that each figure takes at least. */
const leastMs = 200;

const processorMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

/** Processor milliseconds of the process for one resize, all threads (those of the collector too). */
function msOf(resize: () => Uint8Array): number {
  const began = process.cpuUsage();
  for (let times = 1; ; times++) {
    resize();
    const spent = processorMs(began);
    if (spent >= leastMs) return spent / times;
  }
}

const picture = (width: number, height: number): Pixels => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, at) => valueAt(width, at) & 255),
});

interface Way {
  readonly name: string;
  readonly resize: (pixels: Pixels, plan: ResizePlan) => Uint8Array;
}
const ways: readonly Way[] = [
  { name: 'before', resize: plainResize },
  { name: 'now', resize: runResize },
];

const spreadText = ({ median, least, most }: Spread, digits: number): string => `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`.padEnd(26);

/**
 * `npm run bench -- resize [--rounds n] [bilinear|bicubic]`: resizing alone, of pictures that are decoded already, as plain JavaScript did it before and by the
 * kernels, turn by turn.
 */
export async function benchResize(rest: readonly string[]): Promise<void> {
  const rounds = rest.includes('--rounds') ? Number(rest[rest.indexOf('--rounds') + 1]) : 5;
  if (!Number.isInteger(rounds) || rounds < 5) throw new Error('--rounds takes a whole number from 5 up');
  const filters = (['bilinear', 'bicubic'] as const).filter((each) => !rest.some((word) => word.startsWith('bi')) || rest.includes(each));
  console.log(`${cpus()[0]!.model}, ${availableParallelism()} threads, load ${loadavg()[0]!.toFixed(1)}; processor ms a picture, median (least to most) of ${rounds} rounds in turn`);
  console.log(`${''.padEnd(30)} ${ways.map(({ name }) => name.padEnd(26)).join('')}times as fast`);
  for (const [width, height, imageSize] of sizes) {
    const pixels = picture(width, height);
    for (const interpolation of filters) await row(pixels, imageSize, interpolation, rounds);
  }
}

async function row(pixels: Pixels, imageSize: number, interpolation: Interpolation, rounds: number): Promise<void> {
  const plan = planPreprocessing(pixels.width, pixels.height, { ...preprocessingOf(imageSize), interpolation }, null).resize;
  const [first, second] = ways.map(({ resize }) => resize(pixels, plan));
  if (Buffer.compare(first!, second!) !== 0) throw new Error(`${pixels.width} x ${pixels.height}, ${interpolation}: not the same bytes`);
  // Once before, so that both are compiled for good.
  for (const { resize } of ways) msOf(() => resize(pixels, plan));
  const measured = await interleaved(ways, rounds, async ({ resize }) => msOf(() => resize(pixels, plan)));
  const [before, now] = ways.map((way) => measured.get(way)!) as [number[], number[]];
  const ratio = spreadOf(before.map((ms, round) => ms / now[round]!));
  const what = `${pixels.width}x${pixels.height} -> ${imageSize}, ${interpolation}`.padEnd(30);
  console.log(`${what} ${spreadText(spreadOf(before), 3)}${spreadText(spreadOf(now), 3)}${spreadText(ratio, 2).trimEnd()}`);
}
