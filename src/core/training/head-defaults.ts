/** How a head is trained on cached features where nobody says otherwise. */
export const headEpochs = 30;
/** Epochs without a lower validation loss after which it stops, where more follows. */
export const headPatience = 5;

/**
 * AdamW moves each weight by at most about its rate a step, so a phase of few steps needs a higher rate to arrive:
 * `reach` / steps within the bounds (docs/decisions/0004-learning-rate-by-steps.md).
 */
export const rateBySteps = (steps: number, reach: number, least: number, most: number): number => Math.min(most, Math.max(least, reach / steps));

export const headRateBySteps = (steps: number): number => rateBySteps(steps, 5, 1e-3, 1e-2);
