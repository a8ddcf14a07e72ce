/** "How long may all of it take?": seconds; 0 for as long as it needs. */
export const wholeBudgets = [0, 300, 600, 1800, 3600, 14_400, 43_200] as const;
