/**
 * Processor seconds of this program's work beside those of a plain matrix product in the same process and engine, on one thread: nobody waits for
 * anybody, so what else the machine does is left out but for caches. Three rounds in turn.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interleaved, spreadOf } from '../spread.ts';
import { forwardWork, stepWork } from '../graph-work.ts';
import { loopFigures } from '../loop-work.ts';
import { productWork } from '../product-work.ts';
import { sampleImages } from '../step-process.ts';
import { workOf } from './limit.ts';
import type { GraphWork, SpeedPrecision } from './cells.ts';

/** One figure of the row: a share of the product's multiply-adds a second. */
export interface QuickFigure extends GraphWork {
  readonly model: string;
  readonly precision: SpeedPrecision;
}

const side = 1536;
const rounds = 3;

/** Multiply-adds of one call, and the call. */
interface Timed {
  readonly multiplyAdds: number;
  readonly call: () => void;
}

const product = (precision: SpeedPrecision): Timed => ({ multiplyAdds: side ** 3, call: productWork(precision, side) });

function network(figure: QuickFigure): Timed {
  const { what, model, precision, batchSize } = figure;
  const call = (what === 'forward' ? forwardWork : stepWork)(figure);
  return { multiplyAdds: workOf(figure, model, precision).multiplyAdds * batchSize, call };
}

/** Multiply-adds in a second of the processor. */
function rate({ multiplyAdds, call }: Timed): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (multiplyAdds * 1e6) / (user + system);
}

/** A training on files, once. */
async function loopRate(figure: QuickFigure): Promise<number> {
  const workFolder = mkdtempSync(join(tmpdir(), 'graft-bench-quick-'));
  try {
    const { processorSecondsPerImage } = await loopFigures({ ...figure, threads: 1, workFolder, images: sampleImages() });
    return workOf(figure, figure.model, figure.precision).multiplyAdds / processorSecondsPerImage;
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

process.on('message', (figures: readonly QuickFigure[]) => {
  void (async () => {
    const timed = new Map(figures.filter(({ what }) => what !== 'loop').map((figure) => [figure, network(figure)]));
    const products = new Map([...new Set(figures.map(({ precision }) => precision))].map((precision) => [precision, product(precision)]));
    const all = [...timed.values(), ...products.values()];
    for (const each of all) each.call();
    const rates = await interleaved(all, rounds, (each) => Promise.resolve(rate(each)));
    const shares: number[] = [];
    for (const figure of figures) {
      const plain = rates.get(products.get(figure.precision)!)!;
      const own = timed.get(figure);
      // Round by round: caches were shared with the same others.
      shares.push(own ? spreadOf(rates.get(own)!.map((value, round) => value / plain[round]!)).median : (await loopRate(figure)) / spreadOf(plain).median);
    }
    process.send!(shares, () => process.disconnect());
  })();
});
