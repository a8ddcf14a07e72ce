import type { EventHub } from '../../events/event-hub.ts';
import type { Database } from '../../store/database.ts';
import { lookAtPictures, type LookedAt } from './look-at-pictures.ts';

/** `lookAtPictures`, of which every window hears how far it is. */
export const lookTold = (db: Database, events: Pick<EventHub, 'publish'>, dataset: string, signal?: AbortSignal): Promise<LookedAt> =>
  lookAtPictures(db, dataset, { signal, onProgress: (done, total) => events.publish({ type: 'looking', dataset, done, total }) });
