import type { ProjectCard } from '../../../shared/contract/dataset-calls.ts';
import type { Words } from '../../composables/use-words.ts';
import type { Step } from '../../window/next-step.ts';

export type StartDeed = 'open';

/** `cards`: newest opened first. Where there is none the page is its three doors, and nothing more. */
export function startStep(cards: readonly ProjectCard[], { t, format }: Words): Step<StartDeed> {
  const last = cards.find((card) => card.isPresent);
  if (!last) return { state: t('next.start.first'), action: null };
  const { name, activeRuns, bestRun } = last;
  const state =
    activeRuns > 0
      ? t('next.start.running', { name })
      : bestRun
        ? t('next.start.trained', { name, accuracy: format.percent(bestRun.accuracy) })
        : t('next.start.untrained', { name });
  return { state, action: { label: t('next.start.open', { name }), deed: 'open' } };
}
