import { usualMomentum } from '../graph/optimizers.ts';

export interface Schedule {
  readonly kind: 'cosine' | 'constant' | 'step' | 'one-cycle';
  readonly peak: number;
  /** Optimiser steps of the whole phase. */
  readonly steps: number;
  /** Part of the steps over which the rate rises, 0..1. */
  readonly warmup: number;
  /** Parts of the steps, 0..1, after each of which `step` divides the rate by ten. */
  readonly drops: readonly number[];
}

/** `0.5,0.75` as a setting has it. */
export const rateDrops = (text: string): number[] => text.split(',').map(Number);

/** A one-cycle rate begins at a 25th of its peak and ends at a 10,000th of that (torch.optim.lr_scheduler.OneCycleLR's defaults). */
const cycleStart = 1 / 25;
const cycleEnd = cycleStart / 1e4;
const cycleMomenta = { most: 0.95, least: 0.85 } as const;

/** Half a cosine from `from` (part 0) to `to` (part 1). */
const eased = (from: number, to: number, part: number): number => to + ((from - to) * (1 + Math.cos(Math.PI * part))) / 2;

/** A step's place in one cycle: rising or falling, and how far, 0..1. The peak is at step `warmup` x steps - 1, as in PyTorch. */
function placeInCycle({ steps, warmup }: Schedule, step: number) {
  const peakAt = Math.max(0, warmup * steps - 1);
  return step < peakAt ? { rises: true, part: step / peakAt } : { rises: false, part: (step - peakAt) / Math.max(1, steps - 1 - peakAt) };
}

/**
 * Learning rate of a step (from 0): linear warm-up to the peak, then constant, a half cosine to 0 (arXiv 1608.03983, no restarts), or a
 * tenth after each drop (arXiv 1512.03385). Drops count from the first step, warm-up included. One cycle (arXiv 1708.07120) rises by half a
 * cosine and falls by another, as PyTorch's.
 */
export function learningRateAt(schedule: Schedule, step: number): number {
  const { kind, peak, steps, warmup, drops } = schedule;
  if (kind === 'one-cycle') {
    const { rises, part } = placeInCycle(schedule, step);
    return peak * (rises ? eased(cycleStart, 1, part) : eased(1, cycleEnd, part));
  }
  const rising = Math.round(warmup * steps);
  if (step < rising) return (peak * (step + 1)) / (rising + 1);
  if (kind === 'constant') return peak;
  if (kind === 'step') return peak / 10 ** drops.filter((part) => step >= Math.round(part * steps)).length;
  const progress = (step - rising) / Math.max(1, steps - rising);
  return (peak * (1 + Math.cos(Math.PI * progress))) / 2;
}

/** Momentum of a step (SGD's, AdamW's first beta): of one cycle it falls while the rate rises; else it stays. */
export function momentumAt(schedule: Schedule, step: number): number {
  if (schedule.kind !== 'one-cycle') return usualMomentum;
  const { rises, part } = placeInCycle(schedule, step);
  const { most, least } = cycleMomenta;
  return rises ? eased(most, least, part) : eased(least, most, part);
}
