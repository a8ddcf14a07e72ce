/** Multiply-adds a second of a large product in this program's engine, in a process of its own: one of the two products that the limit takes its peak from. */
import { medianRate } from '../median-rate.ts';
import { productWork } from '../product-work.ts';
import type { SpeedPrecision } from './cells.ts';

const side = 2048;

process.on('message', (precision: SpeedPrecision) => {
  process.send!(medianRate(side ** 3, productWork(precision, side)).perSecond, () => process.disconnect());
});
