import type { CutFigures } from '../../../shared/contract/backbone-calls.ts';

/** What was measured at one place of the freeze line. */
export interface MeasuredCost {
  cut: string;
  secondsPerEpoch: number;
  peakMemoryBytes: number;
}

/**
 * Seconds an epoch takes at another place of the line: the measured time in proportion to the multiply-adds of a step.
 * Null where nothing was measured, or where a step costs nothing measurable (the head on cached features).
 */
export function expectedSeconds(cuts: readonly CutFigures[], measured: MeasuredCost | null, cut: string): number | null {
  const from = cuts.find((one) => one.cut === measured?.cut);
  const to = cuts.find((one) => one.cut === cut);
  if (!measured || !from || !to || from.trainGmac <= 0) return null;
  return (measured.secondsPerEpoch * to.trainGmac) / from.trainGmac;
}

/** Bytes that a training takes at another place of the line: what was measured, and what the formula says more or less there; the formula alone where nothing was. */
export function expectedMemory(cuts: readonly CutFigures[], measured: MeasuredCost | null, cut: string): number | null {
  const from = cuts.find((one) => one.cut === measured?.cut);
  const to = cuts.find((one) => one.cut === cut);
  if (!to) return null;
  return measured && from ? Math.max(0, measured.peakMemoryBytes + to.memoryBytes - from.memoryBytes) : to.memoryBytes;
}
