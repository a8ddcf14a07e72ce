import type { SuspectList } from '../../../shared/contract/suspect-calls.ts';
import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import type { EventHub } from '../../events/event-hub.ts';
import type { Studio } from '../../open-studio.ts';
import { labelErrors } from './label-errors.ts';

/** `labelErrors`, of which every window hears how far it is. */
export const suspectsTold = (studio: Studio, events: Pick<EventHub, 'publish'>, dataset: TrainingDataset, limit: number, signal?: AbortSignal): Promise<SuspectList> =>
  labelErrors(studio, dataset, { limit }, { signal, onProgress: (done, total) => events.publish({ type: 'suggesting', dataset: dataset.dataset.id, done, total }) });
