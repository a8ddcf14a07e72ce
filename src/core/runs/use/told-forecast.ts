import { StudioError } from '../../errors.ts';
import type { EventHub } from '../../events/event-hub.ts';
import type { Studio } from '../../open-studio.ts';
import { adaptRun, type AdaptedRun } from './adapt.ts';
import { forecastRun, type RunForecast } from './forecast.ts';

type Events = Pick<EventHub, 'publish'>;

/** `forecastRun`, of which every window hears how far it is. @throws as it; `cancelled` */
export function forecastTold(studio: Studio, events: Events, run: number, files: readonly string[], signal?: AbortSignal): Promise<RunForecast> {
  async function* told() {
    for (const [done, file] of files.entries()) {
      if (signal?.aborted) throw new StudioError('cancelled', 'Stopped; nothing was said');
      events.publish({ type: 'asking', run, done, total: files.length });
      yield file;
    }
  }
  return forecastRun(studio, run, told());
}

/** `adaptRun`, likewise. */
export const adaptTold = (studio: Studio, events: Events, run: number, files: readonly string[], keep: boolean, signal?: AbortSignal): Promise<AdaptedRun> =>
  adaptRun(studio, run, files, { keep, signal, onProgress: (done, total) => events.publish({ type: 'asking', run, done, total }) });
