import type { EventHub } from '../../events/event-hub.ts';
import type { Studio } from '../../open-studio.ts';
import { makeIndex, type MadeIndex } from './make-index.ts';

/** `makeIndex`, of which every window hears how far it is. */
export const indexTold = (studio: Studio, events: Pick<EventHub, 'publish'>, run: number, signal?: AbortSignal): Promise<MadeIndex> =>
  makeIndex(studio, run, { signal, onProgress: (done, total) => events.publish({ type: 'asking', run, done, total }) });
