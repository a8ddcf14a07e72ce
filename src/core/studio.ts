import { createDatasetWatcher } from './datasets/scanning/dataset-watcher.ts';
import type { DatasetWatcher } from './datasets/scanning/dataset-watcher.ts';
import { createToldScans } from './datasets/scanning/told-scans.ts';
import type { ToldScans } from './datasets/scanning/told-scans.ts';
import { StudioError } from './errors.ts';
import { createEventHub } from './events/event-hub.ts';
import type { EventHub } from './events/event-hub.ts';
import { createThumbnails } from './images/thumbnails.ts';
import type { Thumbnails } from './images/thumbnails.ts';
import { openStudio } from './open-studio.ts';
import type { Studio } from './open-studio.ts';
import { createEstimates } from './runs/lifecycle/estimates.ts';
import type { Estimates } from './runs/lifecycle/estimates.ts';
import { createRunQueue } from './runs/lifecycle/run-queue.ts';
import type { RunQueue } from './runs/lifecycle/run-queue.ts';
import { createPredictors } from './runs/use/predictors.ts';
import type { Predictors } from './runs/use/predictors.ts';
import { createToldProfiles } from './runs/use/told-profiles.ts';
import type { ToldProfiles } from './runs/use/told-profiles.ts';
import { createStudyRunner } from './studies/study-runner.ts';
import type { StudyRunner } from './studies/study-runner.ts';
import { needSound } from './store/damage.ts';
import type { LockPatience } from './store/guarded-client.ts';
import { createDownloads } from './weights/downloads.ts';
import type { Downloads } from './weights/downloads.ts';
import { createToldImports } from './weights/told-imports.ts';
import type { ToldImports } from './weights/told-imports.ts';

/** Every service of an open data folder, for whoever answers people for long. What changes is told by these, as events; who calls them tells nothing. */
export interface StudioServices {
  readonly studio: Studio;
  /** What happens, for as many windows as listen. */
  readonly events: EventHub;
  readonly scans: ToldScans;
  readonly watcher: DatasetWatcher;
  readonly thumbnails: Thumbnails;
  readonly downloads: Downloads;
  readonly imports: ToldImports;
  readonly predictors: Predictors;
  readonly estimates: Estimates;
  readonly profiles: ToldProfiles;
  /** Trains what it and other programs queued; tells what becomes of runs and data sets by whatever program. */
  readonly runs: RunQueue;
  /** Goes through studies, through `runs`. */
  readonly studies: StudyRunner;
}

export interface StudioDependencies {
  readonly dataDir?: string | undefined;
  readonly patience?: LockPatience | undefined;
  /** What goes wrong where no window asked. */
  readonly log: (line: string) => void;
  /** Is given every service as it is opened with how it ends: last opened, first closed. */
  readonly opened: <T>(piece: T, end: (piece: T) => Promise<void> | void) => T;
}

/** The table of contents. @throws StudioError `bad-database` */
export function createStudio({ dataDir, patience, log, opened }: StudioDependencies): StudioServices {
  const studio = opened(openStudio({ dataDir, patience, say: log }), (piece) => piece.close());
  needSound(studio.db);
  const events = opened(createEventHub(), (piece) => piece.close());
  const { publish } = events;
  const watcher = opened(createDatasetWatcher(studio.db, publish), (piece) => piece.close());
  const thumbnails = opened(createThumbnails({ folder: studio.folder.thumbnails }), (piece) => piece.close());
  const downloads = opened(createDownloads({ folder: studio.folder, publish }), (piece) => piece.close());
  const predictors = opened(createPredictors(studio), (piece) => piece.close());
  const estimates = opened(createEstimates(studio), (piece) => piece.makeWay());
  const profiles = opened(createToldProfiles(studio, events), (piece) => piece.close());
  const queue = createRunQueue(studio, events, {
    estimateOf: ({ datasetVersionId, plan }) => plan && estimates.known(datasetVersionId, plan),
    onTurn: estimates.makeWay,
    onTrouble: (error) => log(troubleText(error)),
  });
  const runs = opened(queue, (piece) => piece.close());
  const studies = opened(createStudyRunner(studio, runs, (error) => log(troubleText(error))), (piece) => piece.close());
  const [scans, imports] = [createToldScans(studio.db, publish), createToldImports(publish)];
  return { studio, events, scans, watcher, thumbnails, downloads, imports, predictors, estimates, profiles, runs, studies };
}

/** A fault of ours with its place. */
const troubleText = (error: unknown): string =>
  error instanceof StudioError ? `${error.message}. It is tried again.` : error instanceof Error ? (error.stack ?? error.message) : String(error);
