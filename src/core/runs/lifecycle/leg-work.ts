/** For a part of a leg's units, in order, what each takes of `unitSeconds`. Parts add up to 1. */
export interface WorkShare {
  readonly part: number;
  readonly weight: number;
}

/** Work of the first `done` of `total` units, in whole units; what comes after all shares counts whole. Pure. */
export function workOf(shares: readonly WorkShare[], done: number, total: number): number {
  if (shares.length === 0) return done;
  let work = 0;
  let from = 0;
  for (const { part, weight } of shares) {
    work += weight * Math.min(part * total, Math.max(0, done - from));
    from += part * total;
  }
  return work + Math.max(0, done - from);
}

/** Work of a unit on average. */
export const meanWork = (shares: readonly WorkShare[]): number => workOf(shares, 1, 1);

/** Shares of units that come in groups of so many, each with its seconds a unit; nothing where all are alike. The last group's unit is the whole one. */
export function workShares(groups: readonly { readonly units: number; readonly seconds: number }[]): WorkShare[] {
  const total = groups.reduce((sum, { units }) => sum + units, 0);
  const whole = groups.at(-1)!.seconds;
  if (total === 0 || whole === 0 || groups.every(({ seconds }) => seconds === whole)) return [];
  return groups.map(({ units, seconds }) => ({ part: units / total, weight: seconds / whole }));
}
