/** How far what a norm makes of pictures lies from what it was trained on. */
export interface LayerShift {
  readonly part: string;
  /** In standard deviations of its channels. */
  readonly distance: number;
}

/** Mean and standard deviation of each channel. */
export interface ChannelStatistics {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Gathers what pictures have in each channel of a layer, a batch at a time. */
export function channelMoments(channels: number) {
  const [first, second] = [new Float64Array(channels), new Float64Array(channels)];
  let pictures = 0;
  return {
    /** Means and mean squares over the places of each picture, `[batch, channels]`; the first `count` rows count. */
    add(mean: Float32Array, meanSquare: Float32Array, count: number): void {
      for (let at = 0; at < count * channels; at++) {
        first[at % channels]! += mean[at]!;
        second[at % channels]! += meanSquare[at]!;
      }
      pictures += count;
    },
    told(): ChannelStatistics {
      const mean = first.map((sum) => sum / Math.max(1, pictures));
      const deviation = second.map((sum, c) => Math.sqrt(Math.max(0, sum / Math.max(1, pictures) - mean[c]! ** 2)));
      return { mean, deviation };
    },
  };
}

/** A channel that scales everything to nothing says nothing. */
const silent = 1e-2;

/**
 * Root mean square over channels of the distance between what leaves a BatchNorm now and what left it in training, where it had mean beta and standard
 * deviation |gamma|: Wasserstein's of two normal distributions (the one of FID, arXiv 1706.08500, channel by channel), in units of |gamma|. Needs none
 * of the pictures that the backbone was trained on: its running statistics remember them.
 */
export function normShift({ mean, deviation }: ChannelStatistics, { beta, gamma }: { readonly beta: ArrayLike<number>; readonly gamma: ArrayLike<number> }): number {
  const scale = Array.from(gamma, Math.abs);
  const least = silent * Math.max(...scale);
  let [sum, count] = [0, 0];
  for (const [c, unit] of scale.entries()) {
    if (!(unit > least)) continue;
    sum += ((mean[c]! - beta[c]!) / unit) ** 2 + (deviation[c]! / unit - 1) ** 2;
    count += 1;
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

/** Of all layers, their mean; null where there is none. */
export const meanShift = (shifts: readonly LayerShift[]): number | null => (shifts.length === 0 ? null : shifts.reduce((sum, { distance }) => sum + distance, 0) / shifts.length);
