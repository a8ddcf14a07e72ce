import type { CoveredWay, ShortcutTest, StressCard } from '../../../shared/stress.ts';
import type { EventHub } from '../../events/event-hub.ts';
import type { Studio } from '../../open-studio.ts';
import type { DisturbedWork } from './disturbed-answers.ts';
import { coveredPictures, shortcutTest, type CoveredPicture } from './shortcut.ts';
import { stressRun } from './stress.ts';

type Events = Pick<EventHub, 'publish'>;
const told = (events: Events, run: number, signal?: AbortSignal): DisturbedWork => ({ signal, onProgress: (done, total) => events.publish({ type: 'asking', run, done, total }) });

/** `stressRun`, of which every window hears how far it is. */
export const stressTold = (studio: Studio, events: Events, run: number, signal?: AbortSignal): Promise<StressCard> => stressRun(studio, run, told(events, run, signal));

/** `shortcutTest`, likewise. */
export const shortcutTold = (studio: Studio, events: Events, run: number, signal?: AbortSignal): Promise<ShortcutTest> => shortcutTest(studio, run, told(events, run, signal));

/** `coveredPictures`, likewise. */
export const coveredTold = (studio: Studio, events: Events, run: number, images: readonly number[], way: CoveredWay, signal?: AbortSignal): Promise<CoveredPicture[]> =>
  coveredPictures(studio, run, images, way, told(events, run, signal));
