import type { ReliabilityBin } from '../../shared/calibration.ts';

/** Pictures behind a dot: of fewer, how often it is right is chance, and a line through such dots is a saw. */
const fewest = 10;

/** Neighbouring bins put together, from the surest down, until each has enough pictures; a rest joins the last. Pure. */
export function joinedBins(bins: readonly ReliabilityBin[]): ReliabilityBin[] {
  const joined: ReliabilityBin[] = [];
  let open: ReliabilityBin | null = null;
  for (const bin of bins.toReversed()) {
    open = open ? joinedPair(bin, open) : bin;
    if (open.n < fewest) continue;
    joined.unshift(open);
    open = null;
  }
  const [lowest] = joined;
  if (!open) return joined;
  return lowest ? [joinedPair(open, lowest), ...joined.slice(1)] : [open];
}

function joinedPair(lower: ReliabilityBin, higher: ReliabilityBin): ReliabilityBin {
  const n = lower.n + higher.n;
  const mean = (key: 'confidence' | 'accuracy') => (lower.n * lower[key] + higher.n * higher[key]) / n;
  return { low: lower.low, high: higher.high, n, confidence: mean('confidence'), accuracy: mean('accuracy') };
}
