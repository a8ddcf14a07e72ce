import type { TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import type { EventHub } from '../../events/event-hub.ts';
import type { Studio } from '../../open-studio.ts';
import type { FoundRateView } from '../../../shared/contract/run-calls.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { findRate } from './find-rate.ts';

/** `findRate`, of which every window hears how far it is, with what it had to say. */
export async function rateTold(studio: Studio, events: Pick<EventHub, 'publish'>, dataset: TrainingDataset, planned: PlannedRun, signal?: AbortSignal): Promise<FoundRateView> {
  const notices: FoundRateView['notices'] = [];
  const found = await findRate(
    studio,
    dataset,
    planned,
    (event) => {
      if (event.type === 'notice') notices.push(event.notice);
      if (event.type === 'progress' && event.activity === 'training') events.publish({ type: 'suggesting', dataset: dataset.dataset.id, done: event.done, total: event.total });
    },
    signal,
  );
  return { ...found, notices };
}
