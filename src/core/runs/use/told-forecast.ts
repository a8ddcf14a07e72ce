import type { EventHub } from '../../events/event-hub.ts';
import type { Studio } from '../../open-studio.ts';
import { adaptRun, type AdaptedRun } from './adapt.ts';
import { forecastRun, type RunForecast } from './forecast.ts';

type Events = Pick<EventHub, 'publish'>;

/** `forecastRun`, of which every window hears how far it is. */
export const forecastTold = (studio: Studio, events: Events, run: number, files: readonly string[], signal?: AbortSignal): Promise<RunForecast> =>
  forecastRun(studio, run, files, { signal, onProgress: (done, total) => events.publish({ type: 'asking', run, done, total }) });

/** `adaptRun`, likewise. */
export const adaptTold = (studio: Studio, events: Events, run: number, files: readonly string[], keep: boolean, signal?: AbortSignal): Promise<AdaptedRun> =>
  adaptRun(studio, run, files, { keep, signal, onProgress: (done, total) => events.publish({ type: 'asking', run, done, total }) });
