import type { ClassMetrics, Metrics } from '../../../shared/metrics.ts';

/** Classes with what is worth a look: why, and what each is mostly taken for. Pure. */
export interface ClassRow extends ClassMetrics {
  /** `low`: clearly below the others; `few`: too few pictures to say. */
  flag: 'low' | 'few' | null;
  /** The class that its pictures are mostly taken for. */
  mostly: { predicted: string; count: number } | null;
}

/** Under five pictures one more wrong moves recall by twenty points. */
const fewPictures = 5;
/** Below 0.7, or 0.15 below the mean of all, a class is worth a look. */
const lowF1 = 0.7;
const belowMean = 0.15;

export function classRows({ perClass, confusion, macroF1 }: Metrics): ClassRow[] {
  const names = perClass.map(({ name }) => name);
  return perClass.map((metrics, at) => {
    const isLow = metrics.f1 < lowF1 || metrics.f1 < macroF1 - belowMean;
    const flag = metrics.support < fewPictures ? 'few' : isLow ? 'low' : null;
    return { ...metrics, flag, mostly: mostlyTakenFor(confusion[at]!, at, names) };
  });
}

function mostlyTakenFor(row: readonly number[], at: number, names: readonly string[]): ClassRow['mostly'] {
  let best = -1;
  for (const [column, count] of row.entries()) {
    if (column !== at && count > 0 && (best < 0 || count > row[best]!)) best = column;
  }
  return best < 0 ? null : { predicted: names[best]!, count: row[best]! };
}
