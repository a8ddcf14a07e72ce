import type { NextToLabel } from '../../../shared/contract/next-calls.ts';
import type { EventHub } from '../../events/event-hub.ts';
import type { Studio } from '../../open-studio.ts';
import { nextToLabel, type NextWish } from './next-to-label.ts';

/** `nextToLabel`, of which every window hears how far it is. */
export const nextTold = (studio: Studio, events: Pick<EventHub, 'publish'>, dataset: string, wish: NextWish, signal?: AbortSignal): Promise<NextToLabel> =>
  nextToLabel(studio, dataset, wish, { signal, onProgress: (done, total) => events.publish({ type: 'suggesting', dataset, done, total }) });
