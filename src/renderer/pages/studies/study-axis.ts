import type { StudyRow } from '../../../shared/study-result.ts';

/** An axis of accuracies that holds every interval and every single result, 0..1. */
export interface AccuracyAxis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25] as const;
const mostTicks = 6;

/** Of rows and of what else is drawn beside them. Pure; the whole range where nothing is known. */
export function accuracyAxis(rows: readonly Pick<StudyRow, 'accuracy'>[], more: readonly number[] = []): AccuracyAxis {
  const ends = rows.flatMap(({ accuracy }) => (accuracy ? [...accuracy.values, ...[accuracy.low, accuracy.high].filter((end) => end !== null)] : [])).concat(more);
  const clipped = ends.map((end) => Math.min(1, Math.max(0, end)));
  const [least, most] = clipped.length > 0 ? [Math.min(...clipped), Math.max(...clipped)] : [0, 1];
  const step = steps.find((one) => (most - least) / one <= mostTicks - 2) ?? 0.25;
  const first = Math.max(0, Math.floor(least / step + 1e-9) - (least === most ? 1 : 0));
  const last = Math.min(Math.round(1 / step), Math.ceil(most / step - 1e-9) + (least === most ? 1 : 0));
  const ticks = Array.from({ length: Math.max(1, last - first) + 1 }, (_, i) => (first + i) * step);
  return { low: ticks[0]!, high: ticks.at(-1)!, ticks };
}

/** Where an accuracy lies on the axis, 0..1; what an interval says beyond the ends is left out. */
export const placeOn = ({ low, high }: AccuracyAxis, value: number): number => Math.min(1, Math.max(0, (value - low) / (high - low)));

/** Where numbers lie on an axis of their own, 0..1: evenly by their logarithms where they span more than tenfold, else by themselves. Pure. */
export function placesOfNumbers(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least === most) return values.map(() => 0.5);
  const isLogarithmic = least > 0 && most / least > 10;
  const scaled = (value: number) => (isLogarithmic ? Math.log(value) : value);
  return values.map((value) => (scaled(value) - scaled(least)) / (scaled(most) - scaled(least)));
}
