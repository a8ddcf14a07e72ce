import type { StudyCard, StudyView } from '../../../shared/contract/study-calls.ts';
import type { Words } from '../../composables/use-words.ts';
import type { Step } from '../../window/next-step.ts';

export type StudiesDeed = 'to-data' | 'to-train' | 'ask' | 'show' | 'start' | 'resume' | 'settings' | 'questions';

const doneOf = ({ done, total }: StudyCard, { t, format }: Words): string => t('next.studies.doneOf', { done: format.count(done), n: format.count(total) }, total);

/** Where a question is chosen. */
/** `cannot`: the message of what training lacks, null where it can begin. */
export function questionsStep({ cannot, running }: { cannot: string | null; running: StudyCard | null }, words: Words): Step<StudiesDeed> {
  const { t } = words;
  if (running) return { state: t('next.studies.running', { done: doneOf(running, words) }), action: { label: t('next.studies.show'), deed: 'show' } };
  if (cannot !== null) return { state: t(cannot), action: { label: t('next.toData'), deed: 'to-data' } };
  return { state: t('next.studies.choose'), action: { label: t('next.studies.depth'), deed: 'ask' } };
}

export interface AskedStudy {
  /** A run is to be varied, and none is finished. */
  isWithoutRun: boolean;
  /** Null while nobody knows, and where it is refused. */
  plan: { cells: number; trials: number; reused: number } | null;
  isRefused: boolean;
  /** A field has no values yet. */
  isEmpty: boolean;
  /** Null where it was not measured. */
  seconds: number | null;
  budgetSeconds: number | null;
}

/** Before one begins. */
export function askedStep({ isWithoutRun, plan, isRefused, isEmpty, seconds, budgetSeconds }: AskedStudy, { t, format }: Words): Step<StudiesDeed> {
  if (isWithoutRun) return { state: t('next.untrained'), action: { label: t('next.studies.toTrain'), deed: 'to-train' } };
  if (isEmpty) return { state: t('next.studies.values'), action: null };
  if (isRefused) return { state: t('next.studies.cannot'), action: null };
  if (!plan) return { state: t('next.studies.busy'), action: null };
  const runs = plan.trials - plan.reused;
  if (runs === 0) return { state: t('next.studies.allThere'), action: { label: t('next.studies.judge'), deed: 'start' } };
  const time = budgetSeconds ?? seconds;
  const key = budgetSeconds !== null ? 'atMost' : seconds !== null ? 'about' : 'ready';
  const state = t(`next.studies.${key}`, { time: format.duration(time), cells: t('studies.cells', { n: format.count(plan.cells) }, plan.cells) });
  return { state, action: { label: t('next.studies.start', { n: format.count(runs) }, runs), deed: 'start' } };
}

/** While one is shown. */
export function shownStep(view: StudyView, words: Words): Step<StudiesDeed> {
  const { t } = words;
  if (view.status === 'running') return { state: t('next.studies.goesOn'), action: null };
  if (!view.canGoOn && view.status === 'failed') return { state: t('next.studies.leftBehind', { done: doneOf(view, words) }), action: { label: t('next.studies.another'), deed: 'questions' } };
  if (view.status !== 'done') return { state: t(`next.studies.${view.status}`, { done: doneOf(view, words) }), action: { label: t('next.studies.resume'), deed: 'resume' } };
  if (view.recommended) return { state: t(view.asGood.length > 1 ? 'next.studies.doneAlike' : 'next.studies.doneProven'), action: { label: t('next.studies.settings'), deed: 'settings' } };
  return { state: t('next.studies.done'), action: { label: t('next.studies.another'), deed: 'questions' } };
}
