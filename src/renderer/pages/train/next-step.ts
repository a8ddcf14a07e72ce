import type { DatasetView } from '../../../shared/contract/dataset-calls.ts';
import type { RunRow } from '../../../shared/contract/run-calls.ts';
import type { Words } from '../../composables/use-words.ts';
import { isTrainable, labelledPictures, whyNotTrainable } from '../../stores/trainable.ts';
import type { Step } from '../../window/next-step.ts';

export type TrainDeed = 'to-data' | 'train' | 'mistakes' | 'resume' | 'settings';

export interface TrainFacts {
  view: DatasetView;
  /** The run that is shown; null where the form is. */
  watched: RunRow | null;
  /** Of its best weights so far, 0..1. */
  accuracySoFar: number | null;
  /** What the form describes: decided, being decided, refused. */
  plan: 'ready' | 'busy' | 'refused';
  /** Of what the form describes, where it was measured. */
  seconds: number | null;
  /** Another run is under way. */
  waits: boolean;
}

export function trainStep({ view, watched, accuracySoFar, plan, seconds, waits }: TrainFacts, words: Words): Step<TrainDeed> {
  const { t, format } = words;
  if (watched) return watchedStep(watched, accuracySoFar, words);
  if (!isTrainable(view)) return { state: t(whyNotTrainable(view)), action: { label: t('next.toData'), deed: 'to-data' } };
  if (plan !== 'ready') return { state: t(`next.trainPage.${plan === 'busy' ? 'busy' : 'cannot'}`), action: null };
  const pictures = labelledPictures(view);
  const about = seconds === null ? t('next.trainPage.first') : t('next.trainPage.about', { time: format.duration(seconds) });
  return {
    state: waits ? t('next.trainPage.others') : about,
    action: { label: t('next.train', { n: format.count(pictures) }, pictures), deed: 'train' },
  };
}

function watchedStep({ state, headline, isResumable, firstAnswer }: RunRow, accuracySoFar: number | null, { t, format }: Words): Step<TrainDeed> {
  const says = (key: string, values: object = {}) => t(`next.trainPage.${key}`, { ...values });
  const another = { label: t('next.settings'), deed: 'settings' } as const;
  switch (state) {
    case 'queued':
      return { state: says('queued'), action: null };
    case 'running':
      return { state: accuracySoFar === null ? says('running') : says(accuracySoFar === firstAnswer?.accuracy || !firstAnswer ? 'answer' : 'better', { accuracy: format.percent(accuracySoFar, 0) }), action: null };
    case 'done': {
      if (!headline) return { state: says('donePlain'), action: { label: t('next.answers'), deed: 'mistakes' } };
      const pictures = t('common.images', { n: format.count(headline.images) }, headline.images);
      const label = t(headline.accuracy < 1 ? 'next.mistakes' : 'next.answers');
      return { state: says('done', { accuracy: format.percent(headline.accuracy), pictures }), action: { label, deed: 'mistakes' } };
    }
    default:
      return { state: says(state), action: isResumable ? { label: says('resume'), deed: 'resume' } : another };
  }
}
