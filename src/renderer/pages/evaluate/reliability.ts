/** Whether an accuracy can be relied on: how far its 95 % interval reaches. Pure. */
export type Reliability = 'wide' | 'usual' | 'narrow';

/** Wider than eight points is hardly a figure; under two, a third digit begins to mean something. */
export function reliability([low, high]: readonly [number, number]): Reliability {
  const width = high - low;
  if (width > 0.08) return 'wide';
  return width < 0.02 ? 'narrow' : 'usual';
}
