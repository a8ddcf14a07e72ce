export interface Schedule {
  readonly kind: 'cosine' | 'constant';
  readonly peak: number;
  /** Optimiser steps of the whole phase. */
  readonly steps: number;
  /** Part of the steps over which the rate rises linearly, 0..1. */
  readonly warmup: number;
}

/** Learning rate of a step (from 0): linear warm-up to the peak, then constant or a half cosine to 0 (arXiv 1608.03983, no restarts). */
export function learningRateAt({ kind, peak, steps, warmup }: Schedule, step: number): number {
  const rising = Math.round(warmup * steps);
  if (step < rising) return (peak * (step + 1)) / (rising + 1);
  if (kind === 'constant') return peak;
  const progress = (step - rising) / Math.max(1, steps - rising);
  return (peak * (1 + Math.cos(Math.PI * progress))) / 2;
}
