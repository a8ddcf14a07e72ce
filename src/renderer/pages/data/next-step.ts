import type { DatasetView } from '../../../shared/contract/dataset-calls.ts';
import type { RunRow } from '../../../shared/contract/run-calls.ts';
import type { Words } from '../../composables/use-words.ts';
import { filledClasses, labelledPictures } from '../../stores/trainable.ts';
import { isWorrying } from '../../stores/worrying.ts';
import type { Step } from '../../window/next-step.ts';

export type DataDeed = 'relink' | 'read-again' | 'show-unlabelled' | 'name-class' | 'show-conflicts' | 'show-across' | 'watch' | 'mistakes' | 'train';

export interface DataFacts {
  view: DatasetView;
  /** Of this data set, running or waiting. */
  active: RunRow | null;
  /** The finished run that counts. */
  best: RunRow | null;
  isUnlabelledShown: boolean;
}

/** Above this share of pictures without a class, giving them one comes before training. */
const manyUnlabelled = 0.1;

/** What is missing before pictures can be trained with; where nothing is, training with them, and once that was done its result. */
export function dataStep({ view, active, best, isUnlabelledShown }: DataFacts, { t, format }: Words): Step<DataDeed> {
  const says = (key: string, n: number, more: object = {}) => t(`next.data.${key}`, { n: format.count(n), ...more }, n);
  const pictures = labelledPictures(view);
  const counted = {
    pictures: t('common.images', { n: format.count(pictures) }, pictures),
    classes: t('common.classes', { n: format.count(filledClasses(view)) }, filledClasses(view)),
  };
  const readAgain = { label: t('data.rescan'), deed: 'read-again' } as const;
  if (!view.isPresent) return { state: t('next.data.gone'), action: { label: t('errors.doors.relink'), deed: 'relink' } };
  if (view.images === 0) return { state: t('next.data.empty'), action: readAgain };

  const { unlabelled } = view;
  const showUnlabelled = { label: says('showUnlabelled', unlabelled), deed: 'show-unlabelled' } as const;
  if (filledClasses(view) < 2) {
    const state = unlabelled > 0 ? says('fewAndUnlabelled', unlabelled) : t('next.data.oneClass');
    const nameClass = { label: t('next.data.nameClass'), deed: 'name-class' } as const;
    return { state, action: unlabelled > 0 && !isUnlabelledShown ? showUnlabelled : nameClass };
  }
  if (active) return { state: t('next.data.training', counted), action: { label: t('next.watch'), deed: 'watch' } };

  const found = (kind: string) => view.findings.find((finding) => finding.kind === kind)?.count ?? 0;
  const [conflicts, across] = [found('label-conflicts'), found('across-sides')];
  if (conflicts > 0)
    return { state: says('conflicts', conflicts), action: { label: says('showConflicts', conflicts), deed: 'show-conflicts' } };
  if (across > 0) return { state: says('across', across), action: { label: says('showAcross', across), deed: 'show-across' } };

  const train = { label: t('next.train', { n: format.count(pictures) }, pictures), deed: 'train' } as const;
  if (unlabelled > manyUnlabelled * pictures && !isUnlabelledShown)
    return { state: says('unlabelled', unlabelled, counted), action: showUnlabelled };
  const isNewer = view.hasChanges || (best !== null && best.datasetVersion !== view.version);
  if (best?.headline && !isNewer) {
    const state = t('next.data.trained', { ...counted, accuracy: format.percent(best.headline.accuracy) });
    return { state, action: { label: t('next.mistakes'), deed: 'mistakes' } };
  }
  if (best) return { state: t('next.data.changed', counted), action: train };
  if (unlabelled > 0) return { state: says('unlabelled', unlabelled, counted), action: train };
  const looks = view.findings.filter(isWorrying).length;
  return { state: looks > 0 ? says('looks', looks, counted) : t('next.data.ready', counted), action: train };
}
