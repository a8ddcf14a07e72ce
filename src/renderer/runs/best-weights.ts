import type { RunRow } from '../../shared/contract/run-calls.ts';
import type { Words } from '../composables/use-words.ts';

/** Whose weights a run that rests would end with: those of its best epoch, or of the epochs whose mean took its place. */
export const bestWeights = ({ bestEpoch, averaged }: Pick<RunRow, 'bestEpoch' | 'averaged'>, { t, format }: Words): string =>
  averaged ? t('runs.rest.ofMean', { epochs: averaged.map((epoch) => format.count(epoch)).join(', ') }) : t('runs.rest.ofEpoch', { epoch: format.count(bestEpoch ?? 0) });
