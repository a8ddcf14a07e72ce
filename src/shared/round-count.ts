/** Such as 40 of 37: nobody counts to the picture what a curve says. */
export const roundCount = (count: number): number => (count < 10 ? Math.round(count) : count < 50 ? Math.round(count / 5) * 5 : Math.round(count / 10) * 10);
