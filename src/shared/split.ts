/** The sides of a data set: what trains, what chooses among epochs and settings, what is looked at last. */
export const splits = ['train', 'val', 'test'] as const;
export type Split = (typeof splits)[number];
