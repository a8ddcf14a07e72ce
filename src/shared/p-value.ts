/** Below it a p-value is only said to be smaller. */
const least = 0.001;

/** "p = 0.012", "p < 0.001": in the window, the terminal and pages that are saved. @param decimal three digits after the point, as the language writes them */
export const pText = (p: number, decimal: (value: number) => string): string => (p < least ? `p < ${decimal(least)}` : `p = ${decimal(p)}`);
