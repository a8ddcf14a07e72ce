import { studentQuantile } from './student-t.ts';

/** Of repeats: seeds or folds. `low` and `high` are null of a single value. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/** Mean and sample standard deviation (0 of one value, and of equal ones). */
export function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.every((value) => value === values[0])) return { mean: values[0]!, deviation: 0 };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** Mean with its 95 % t interval, mean +- t(0.975, n - 1) s / sqrt n: how far seeds lie apart, not new pictures. Null of no value. */
export function meanInterval(values: readonly number[]): MeanInterval | null {
  const n = values.length;
  if (n === 0) return null;
  const { mean, deviation } = meanAndDeviation(values);
  if (n === 1) return { mean, low: null, high: null, n };
  const half = (studentQuantile(0.975, n - 1) * deviation) / Math.sqrt(n);
  return { mean, low: mean - half, high: mean + half, n };
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
