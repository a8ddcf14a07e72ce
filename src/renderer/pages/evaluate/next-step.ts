import type { Metrics } from '../../../shared/metrics.ts';
import type { Words } from '../../composables/use-words.ts';
import type { Step } from '../../window/next-step.ts';
import type { Cell } from './answers.ts';

export type EvaluateDeed = 'show-weakest' | 'use';

/** Which of its pictures show best why the class found least is missed: those taken for one other class. Null where none is missed. */
export function weakestCell({ perClass, confusion }: Metrics): (Cell & { recall: number }) | null {
  const missed = perClass
    .map((each, at) => ({ ...each, at }))
    .filter(({ support, recall }) => support > 0 && recall < 1)
    .toSorted((a, b) => a.recall - b.recall)[0];
  if (!missed) return null;
  const others = confusion[missed.at]!.map((count, at) => ({ count, at })).filter(({ at }) => at !== missed.at);
  const most = others.toSorted((a, b) => b.count - a.count)[0];
  if (!most || most.count === 0) return null;
  return { label: missed.name, predicted: perClass[most.at]!.name, recall: missed.recall };
}

/** First the class found least, and once its pictures were looked at, using the model. */
export function evaluateStep(metrics: Metrics, hasLooked: boolean, { t, format }: Words): Step<EvaluateDeed> {
  const accuracy = format.percent(metrics.accuracy);
  const weakest = weakestCell(metrics);
  const use = { label: t('next.evaluate.use'), deed: 'use' } as const;
  if (!weakest) return { state: t('next.evaluate.good', { accuracy }), action: use };
  const { label, predicted, recall } = weakest;
  const state = t('next.evaluate.weakest', { accuracy, label, recall: format.percent(recall, 0) });
  return { state, action: hasLooked ? use : { label: t('next.evaluate.show', { label, predicted }), deed: 'show-weakest' } };
}
