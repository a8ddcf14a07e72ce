import type { ReliabilityBin } from '../../shared/calibration.ts';
import { StudioError } from '../errors.ts';

export const reliabilityBins = 15;

/** The bin of a confidence; edges are compared as they are written, because floor(15 c) puts 0.2, 0.4 and 0.6 elsewhere. */
export function binOf(confidence: number): number {
  let bin = Math.min(reliabilityBins - 1, Math.max(0, Math.floor(confidence * reliabilityBins)));
  while (bin > 0 && confidence <= bin / reliabilityBins) bin--;
  while (bin < reliabilityBins - 1 && confidence > (bin + 1) / reliabilityBins) bin++;
  return bin;
}

/**
 * Expected calibration error (Guo 2017): 15 bins of equal width, closed on the right; the mean distance between confidence and accuracy, each
 * bin weighted by its pictures. Only bins that have pictures are listed.
 * @param confidence of the top class, `[n]`, 0..1
 * @param isRight `[n]`, 1 where the top class is the true one
 */
export function reliability(confidence: ArrayLike<number>, isRight: ArrayLike<number>): { ece: number; bins: ReliabilityBin[] } {
  const n = confidence.length;
  if (n === 0 || isRight.length !== n) throw new StudioError('internal', `${n} confidences, of ${isRight.length} pictures it is known whether they are right`);
  const [count, sure, right] = [new Float64Array(reliabilityBins), new Float64Array(reliabilityBins), new Float64Array(reliabilityBins)];
  for (let i = 0; i < n; i++) {
    const bin = binOf(confidence[i]!);
    count[bin]! += 1;
    sure[bin]! += confidence[i]!;
    right[bin]! += isRight[i]!;
  }
  const bins = Array.from(count, (images, bin) => ({
    low: bin / reliabilityBins,
    high: (bin + 1) / reliabilityBins,
    n: images,
    confidence: sure[bin]! / images,
    accuracy: right[bin]! / images,
  })).filter(({ n: images }) => images > 0);
  return { ece: bins.reduce((sum, bin) => sum + (bin.n / n) * Math.abs(bin.confidence - bin.accuracy), 0), bins };
}
