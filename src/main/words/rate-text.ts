import type { FoundRate } from '../../core/runs/use/find-rate.ts';
import { heading } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { significant } from '../terminal/units.ts';

const flags = { learningRate: '--lr', fineTuneLearningRate: '--fine-tune-lr' } as const;
const shownPoints = 12;

/** A rate as it is suggested to people: two digits of it are as much as a range test tells. */
const short = (rate: number): string => String(Number(rate.toPrecision(2)));

export function rateText({ suggestion, curve, setting }: FoundRate): string {
  const apart = Math.max(1, Math.floor(curve.length / shownPoints));
  const rows = curve.filter((_, at) => at % apart === 0).map(({ learningRate, smoothedLoss }) => [significant(learningRate), significant(smoothedLoss)]);
  return [
    heading(`Loss at ${curve.length} learning rates, each a step (range test of Smith, as fastai does it)`),
    table([{ title: 'learning rate', align: 'right' }, { title: 'loss, smoothed', align: 'right' }], rows),
    '',
    suggestion === null
      ? 'The loss does not fall over these rates, so none is suggested.'
      : `Suggested: ${flags[setting]} ${short(suggestion)}, in the middle of where the loss falls (fastai's valley). Nothing was trained that is kept.`,
  ].join('\n');
}
