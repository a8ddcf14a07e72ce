import type { EventHub } from '../../events/event-hub.ts';
import type { Studio } from '../../open-studio.ts';
import { alikePictures, type AlikeFound } from './alike-pictures.ts';

/** `alikePictures`, of which every window hears how far it is. */
export const alikeTold = (studio: Studio, events: Pick<EventHub, 'publish'>, dataset: string, signal?: AbortSignal): Promise<AlikeFound> =>
  alikePictures(studio, dataset, { signal, onProgress: (done, total) => events.publish({ type: 'suggesting', dataset, done, total }) });
