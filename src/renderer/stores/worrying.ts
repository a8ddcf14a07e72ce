import type { HealthFinding, HealthKind } from '../../shared/contract/dataset-calls.ts';

/** What a person did on purpose, or what a setting of training decides: worth knowing, nothing to mend. */
const notes: readonly HealthKind[] = ['excluded', 'cut-off'];

export const isWorrying = ({ kind }: Pick<HealthFinding, 'kind'>): boolean => !notes.includes(kind);
