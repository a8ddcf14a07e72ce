import type { LeakPrice } from '../../../shared/contract/group-calls.ts';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import type { EventHub } from '../../events/event-hub.ts';
import type { Studio } from '../../open-studio.ts';
import { leakPrice } from './leak.ts';

/** `leakPrice`, of which every window hears how far it is. */
export const leakTold = (studio: Studio, events: Pick<EventHub, 'publish'>, dataset: TrainingDataset, signal?: AbortSignal): Promise<LeakPrice> =>
  leakPrice(studio, dataset, {}, { signal, onProgress: (done, total) => events.publish({ type: 'suggesting', dataset: dataset.dataset.id, done, total }) });
