import type { TrialView } from '../../../shared/contract/study-calls.ts';
import type { Words } from '../../composables/use-words.ts';

/** Where the run of a trial is looked at: its pictures once it is done, before that how it learns; null where it has none yet. */
export function trialDoor(dataset: string, { run, state }: Pick<TrialView, 'run' | 'state'>) {
  if (run === null) return null;
  const name = state === 'done' || state === 'reused' ? 'evaluate' : 'train';
  return { name, params: { dataset }, query: { run } };
}

/** What a trial is at, in words. */
export function trialWords({ state, accuracy }: Pick<TrialView, 'state' | 'accuracy'>, { t, format }: Words): string {
  if (accuracy === null) return t(`studies.grid.${state === 'done' ? 'donePlain' : state === 'reused' ? 'there' : state}`);
  return t(`studies.grid.${state === 'reused' ? 'reused' : 'done'}`, { accuracy: format.percent(accuracy) });
}
