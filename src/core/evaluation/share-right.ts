import { accuracyInterval, type TogetherKeys } from './accuracy-interval.ts';

/** An accuracy with its 95 % interval, null where pictures lie in fewer than five groups. */
export function shareRight(right: readonly boolean[], together: TogetherKeys | null): { accuracy: number; low: number | null; high: number | null } {
  const { accuracyInterval: interval } = accuracyInterval(right, together);
  return { accuracy: right.filter(Boolean).length / right.length, low: interval?.[0] ?? null, high: interval?.[1] ?? null };
}
