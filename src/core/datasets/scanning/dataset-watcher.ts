import type { DatasetNews, StudioEvent } from '../../../shared/contract/events.ts';
import { StudioError } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { presentDataset } from '../../store/datasets.ts';
import { mayPass } from '../../store/sqlite-errors.ts';
import { watchFolder } from './folder-watch.ts';
import type { FolderWatch, WatchFolder } from './folder-watch.ts';
import { rescanDataset } from './open-dataset.ts';
import { createRescanSchedule } from './rescan-schedule.ts';
import type { RescanSchedule, ScheduleOptions } from './rescan-schedule.ts';
import { settleMs } from './scan.ts';

/** Looks after the folders of data sets that a window shows: what changes there is scanned and told as a `dataset` event. */
export interface DatasetWatcher {
  /** Begins where it has not, and looks once for what changed before. Never throws for what is wrong with the folder. */
  watch(datasetId: string): void;
  unwatch(datasetId: string): Promise<void>;
  /** False too where the folder cannot be watched: then the page should ask for a scan when it comes to the front. */
  isWatching(datasetId: string): boolean;
  close(): Promise<void>;
}

export interface WatcherOptions extends Partial<ScheduleOptions> {
  readonly watchFolder?: WatchFolder;
}

interface Watched {
  readonly folder: FolderWatch;
  readonly schedule: RescanSchedule;
  /** Nobody looks at it any more: a scan that goes on ends. */
  readonly unwatched: AbortController;
  failedAtMs: number | null;
  /** What was told last of a folder that cannot be scanned; told once. */
  trouble: string | null;
}

/** Of more data sets, those opened longest ago are not watched any more. */
const watchedAtMost = 8;
const tryAgainAfterMs = 60_000;
/** After a scan that could not be stored. */
const tryStoringAgainMs = 5000;

/** Linux says so where fs.inotify.max_user_watches is reached. */
const isLimit = ({ code }: NodeJS.ErrnoException): boolean => code === 'ENOSPC' || code === 'EMFILE';

function troubleOf(error: unknown): DatasetNews {
  if (!(error instanceof StudioError)) return { kind: 'unscannable', reason: String(error) };
  return error.field === 'layout' ? { kind: 'unclear-layout' } : { kind: 'refused', message: error.message, ...(error.values && { values: error.values }) };
}

export function createDatasetWatcher(
  db: Database,
  publish: (event: StudioEvent) => void,
  { quietMs = 300, latestMs = 1000, watchFolder: begin = watchFolder }: WatcherOptions = {},
): DatasetWatcher {
  const watched = new Map<string, Watched>();

  async function unwatch(datasetId: string): Promise<void> {
    const entry = watched.get(datasetId);
    watched.delete(datasetId);
    entry?.unwatched.abort();
    if (entry) await Promise.all([entry.folder.close(), entry.schedule.close()]);
  }

  async function look(datasetId: string): Promise<void> {
    const entry = watched.get(datasetId);
    if (!entry) return;
    let isUnsettled = false;
    const isPresent = (): boolean => presentDataset(db, datasetId) !== undefined;
    try {
      const onUnsettled = (): void => {
        isUnsettled = true;
      };
      if (!isPresent()) return void unwatch(datasetId);
      const { news } = await rescanDataset(db, datasetId, { onUnsettled, signal: entry.unwatched.signal });
      if (news !== null || entry.trouble !== null) publish({ type: 'dataset', dataset: datasetId, news });
      entry.trouble = null;
    } catch (error) {
      if (entry.unwatched.signal.aborted) return;
      // Removed while it was scanned.
      if (!isPresent()) return void unwatch(datasetId);
      const news = troubleOf(error);
      const trouble = JSON.stringify(news);
      if (entry.trouble !== trouble) publish({ type: 'dataset', dataset: datasetId, news });
      entry.trouble = trouble;
      if (mayPass(error)) entry.schedule.again(tryStoringAgainMs);
    }
    if (isUnsettled) entry.schedule.again(settleMs);
  }

  function start(datasetId: string): void {
    const dataset = presentDataset(db, datasetId);
    if (!dataset) return;
    const schedule = createRescanSchedule(() => look(datasetId), { quietMs, latestMs });
    const entry: Watched = {
      schedule,
      unwatched: new AbortController(),
      failedAtMs: null,
      trouble: null,
      folder: begin(dataset.root, {
        onChange: schedule.changed,
        onReady: schedule.changed,
        onFailure(error) {
          entry.failedAtMs = performance.now();
          const news = { kind: 'unwatchable', name: dataset.name, reason: isLimit(error) ? null : error.message } as const;
          publish({ type: 'dataset', dataset: datasetId, news });
        },
      }),
    };
    watched.set(datasetId, entry);
  }

  return {
    watch(datasetId) {
      const entry = watched.get(datasetId);
      const failedAtMs = entry?.failedAtMs ?? Infinity;
      const mayTryAgain = performance.now() - failedAtMs > tryAgainAfterMs;
      if (entry && !mayTryAgain) {
        watched.delete(datasetId);
        watched.set(datasetId, entry);
        return;
      }
      void unwatch(datasetId);
      start(datasetId);
      const [longestAgo] = watched.keys();
      if (watched.size > watchedAtMost) void unwatch(longestAgo!);
    },
    unwatch,
    isWatching: (datasetId) => watched.get(datasetId)?.failedAtMs === null,
    async close() {
      await Promise.all([...watched.keys()].map(unwatch));
    },
  };
}
