export interface Schedule {
  readonly kind: 'cosine' | 'constant' | 'step';
  readonly peak: number;
  /** Optimiser steps of the whole phase. */
  readonly steps: number;
  /** Part of the steps over which the rate rises linearly, 0..1. */
  readonly warmup: number;
  /** Parts of the steps, 0..1, after each of which `step` divides the rate by ten. */
  readonly drops: readonly number[];
}

/** `0.5,0.75` as a setting has it. */
export const rateDrops = (text: string): number[] => text.split(',').map(Number);

/**
 * Learning rate of a step (from 0): linear warm-up to the peak, then constant, a half cosine to 0 (arXiv 1608.03983, no restarts), or a
 * tenth after each drop (arXiv 1512.03385). Drops count from the first step, warm-up included.
 */
export function learningRateAt({ kind, peak, steps, warmup, drops }: Schedule, step: number): number {
  const rising = Math.round(warmup * steps);
  if (step < rising) return (peak * (step + 1)) / (rising + 1);
  if (kind === 'constant') return peak;
  if (kind === 'step') return peak / 10 ** drops.filter((part) => step >= Math.round(part * steps)).length;
  const progress = (step - rising) / Math.max(1, steps - rising);
  return (peak * (1 + Math.cos(Math.PI * progress))) / 2;
}
