import type { NextBenefit, NextToLabel } from '../../../shared/contract/next-calls.ts';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import type { EventHub } from '../../events/event-hub.ts';
import type { Studio } from '../../open-studio.ts';
import { nextBenefit } from './next-benefit.ts';
import { nextToLabel, type NextWish } from './next-to-label.ts';

type Events = Pick<EventHub, 'publish'>;

/** `nextToLabel`, of which every window hears how far it is. */
export const nextTold = (studio: Studio, events: Events, dataset: string, wish: NextWish, signal?: AbortSignal): Promise<NextToLabel> =>
  nextToLabel(studio, dataset, wish, { signal, onProgress: (done, total) => events.publish({ type: 'suggesting', dataset, done, total }) });

/** `nextBenefit`, likewise. */
export const benefitTold = (studio: Studio, events: Events, dataset: TrainingDataset, signal?: AbortSignal): Promise<NextBenefit> =>
  nextBenefit(studio, dataset, { signal, onProgress: (done, total) => events.publish({ type: 'suggesting', dataset: dataset.dataset.id, done, total }) });
