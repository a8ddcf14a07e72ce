/**
 * Exponential moving average with bias correction, as TensorBoard smooths: `weight` 0 (the values themselves) to just below 1.
 * A value that is not finite is left out of the average and stays what it is.
 */
export function smooth(values: readonly number[], weight: number): number[] {
  let sum = 0;
  let norm = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    sum = sum * weight + (1 - weight) * value;
    norm = norm * weight + (1 - weight);
    return sum / norm;
  });
}

/** At most `most` places of a series: the lowest and the highest of each stretch, so that no peak is lost. Indices, rising. */
export function thinned(values: readonly number[], most: number): number[] {
  const all = values.map((_, i) => i);
  if (values.length <= most) return all;
  const stretch = (values.length * 2) / most;
  const kept = new Set<number>([0, values.length - 1]);
  for (let from = 0; from < values.length; from += stretch) {
    const part = all.slice(Math.floor(from), Math.floor(from + stretch));
    if (part.length === 0) continue;
    kept.add(part.reduce((a, b) => (values[b]! < values[a]! ? b : a)));
    kept.add(part.reduce((a, b) => (values[b]! > values[a]! ? b : a)));
  }
  return [...kept].sort((a, b) => a - b);
}
