import type { LabelSuggestions } from '../../../shared/contract/image-calls.ts';
import type { EventHub } from '../../events/event-hub.ts';
import type { Studio } from '../../open-studio.ts';
import { suggestLabels } from './suggest-labels.ts';
import type { SuggestionWish } from './suggest-labels.ts';

/** `suggestLabels`, of which every window hears how far it is. */
export const suggestTold = (
  studio: Studio,
  events: Pick<EventHub, 'publish'>,
  dataset: string,
  wish: SuggestionWish,
  signal?: AbortSignal,
): Promise<LabelSuggestions> =>
  suggestLabels(studio, dataset, wish, { signal, onProgress: (done, total) => events.publish({ type: 'suggesting', dataset, done, total }) });
