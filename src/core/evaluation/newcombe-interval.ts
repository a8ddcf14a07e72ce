import { wilsonInterval } from './wilson-interval.ts';

/** How many of the same pictures two runs have right. */
export interface PairedCounts {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/**
 * The difference of two accuracies on the same pictures, first minus second, and its 95 % interval: Newcombe 1998, method 10, phi with continuity.
 * It shows the size; whether there is a difference is McNemar's to say. Without pictures nothing is known: -1 to 1.
 */
export function newcombeInterval({ both: a, onlyFirst: b, onlySecond: c, neither: d }: PairedCounts): { difference: number; low: number; high: number } {
  const n = a + b + c + d;
  if (n === 0) return { difference: 0, low: -1, high: 1 };
  const [first, second] = [(a + b) / n, (a + c) / n];
  const difference = (b - c) / n;
  const [low1, high1] = wilsonInterval(a + b, n);
  const [low2, high2] = wilsonInterval(a + c, n);
  const margins = (a + b) * (c + d) * (a + c) * (b + d);
  const raw = a * d - b * c;
  const phi = margins === 0 ? 0 : (raw > 0 ? Math.max(0, raw - n / 2) : raw) / Math.sqrt(margins);
  const half = (x: number, y: number): number => Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
  return { difference, low: difference - half(first - low1, high2 - second), high: difference + half(second - low2, high1 - first) };
}
