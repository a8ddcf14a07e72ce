/** Holm's correction (1979) of several p-values, in their order: what is below 0.05 afterwards may be believed of all of them at once. */
export function holm(p: readonly number[]): number[] {
  const order = [...p.keys()].toSorted((a, b) => p[a]! - p[b]!);
  const adjusted = p.map(() => 0);
  let least = 0;
  for (const [rank, at] of order.entries()) {
    least = Math.max(least, Math.min(1, (p.length - rank) * p[at]!));
    adjusted[at] = least;
  }
  return adjusted;
}
