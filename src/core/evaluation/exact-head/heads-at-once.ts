/** Of the folds that a penalty is chosen by. */
export const usualFolds = 5;

/** Logits of all heads at once. With what else is held of as many, 300 MB. */
const valuesAtMost = 8e6;

/** How many heads are solved at once: all of them, or as many as memory has room for, one at least. */
export const headsAtOnce = (rows: number, classes: number, heads: number): number => Math.max(1, Math.min(heads, Math.floor(valuesAtMost / (rows * classes))));
