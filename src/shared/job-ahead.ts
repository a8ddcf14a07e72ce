/** Jobs that an engine process may be started for before they are known. */
export const jobsAhead = ['train', 'predict'] as const;
export type JobAhead = (typeof jobsAhead)[number];
