/** "How long may it take?": seconds, or null for as long as it needs. */
export const budgets = [120, 300, 600, 1800, 3600, 14_400, null] as const;
export type Budget = (typeof budgets)[number];

/** The choice that stands for a value which somebody typed elsewhere: the nearest. */
export function nearestBudget(seconds: number | undefined): Budget {
  if (seconds === undefined) return null;
  const finite = budgets.filter((budget) => budget !== null);
  return finite.reduce((a, b) => (Math.abs(b - seconds) < Math.abs(a - seconds) ? b : a));
}
