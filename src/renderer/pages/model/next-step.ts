import type { BackboneCard, DownloadState } from '../../../shared/contract/backbone-calls.ts';
import type { DatasetView } from '../../../shared/contract/dataset-calls.ts';
import type { Words } from '../../composables/use-words.ts';
import { isTrainable, labelledPictures, whyNotTrainable } from '../../stores/trainable.ts';
import type { Step } from '../../window/next-step.ts';

export type ModelDeed = 'download' | 'to-data' | 'train';

export interface ModelFacts {
  view: DatasetView;
  /** Null of an earlier run's model that is gone on from: it is here. */
  card: BackboneCard | null;
  /** Newest state known. */
  download: DownloadState | null;
}

/** The base model has to be on this computer, then pictures can be trained from it. */
export function modelStep({ view, card, download }: ModelFacts, { t, format }: Words): Step<ModelDeed> {
  if (card && !card.onDisk) {
    if (download?.state === 'running') {
      const { receivedBytes, totalBytes } = download;
      const state = totalBytes
        ? t('next.model.coming', { share: format.percent(receivedBytes / totalBytes, 0) })
        : t('next.model.comingUncounted');
      return { state, action: null };
    }
    if (download?.state === 'paused')
      return { state: t('next.model.paused'), action: { label: t('next.model.goOn'), deed: 'download' } };
    const label = t('next.model.download', { bytes: format.bytes(card.sizeBytes) });
    return { state: t('next.model.missing'), action: { label, deed: 'download' } };
  }
  if (!isTrainable(view)) return { state: t(whyNotTrainable(view)), action: { label: t('next.toData'), deed: 'to-data' } };
  const pictures = labelledPictures(view);
  return { state: t('next.model.ready'), action: { label: t('next.train', { n: format.count(pictures) }, pictures), deed: 'train' } };
}
