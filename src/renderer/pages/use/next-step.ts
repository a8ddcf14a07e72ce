import type { RunRow } from '../../../shared/contract/run-calls.ts';
import type { Words } from '../../composables/use-words.ts';
import type { Step } from '../../window/next-step.ts';

export type UseDeed = 'export' | 'download' | 'reveal' | 'train-again';

export interface UseFacts {
  row: RunRow | null;
  /** For Python with onnxruntime: what most people can use. */
  exporting: 'not-yet' | 'busy' | 'done';
  /** Whether the studio can show a folder in the system's own window. */
  canReveal: boolean;
  /** Pictures that were given their class here and that no training knows. */
  taught: number;
}

export function exportStep({ row, exporting, canReveal, taught }: UseFacts, { t, format }: Words): Step<UseDeed> {
  if (exporting === 'busy') return { state: t('next.use.exporting'), action: null };
  if (taught > 0) {
    return { state: t('next.use.taught', { n: format.count(taught) }, taught), action: { label: t('next.use.trainAgain', { n: format.count(taught) }, taught), deed: 'train-again' } };
  }
  if (exporting === 'done') {
    const deed = canReveal ? 'reveal' : 'download';
    return { state: t('next.use.exported'), action: { label: t(`next.use.${deed}`), deed } };
  }
  const accuracy = row?.headline?.accuracy;
  const state = accuracy === undefined ? t('next.use.readyPlain') : t('next.use.ready', { accuracy: format.percent(accuracy) });
  return { state, action: { label: t('next.use.export'), deed: 'export' } };
}
