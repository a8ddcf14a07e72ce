/** Of a finished run: those that count (of the epoch with the lowest validation loss), or those of its last epoch. */
export const answeringWeights = ['kept', 'last'] as const;
export type AnsweringWeights = (typeof answeringWeights)[number];
