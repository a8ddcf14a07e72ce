import type { Run } from '../../store/runs.ts';

/** What the files of a run say whose they are: its number alone comes again in another data folder. */
export const runKey = ({ id, createdAtMs }: Pick<Run, 'id' | 'createdAtMs'>): string => `${id}@${createdAtMs}`;
