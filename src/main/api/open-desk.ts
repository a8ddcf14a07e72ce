import { createDatasetWatcher } from '../../core/datasets/scanning/dataset-watcher.ts';
import { createEventHub } from '../../core/events/event-hub.ts';
import { createThumbnails } from '../../core/images/thumbnails.ts';
import { createEstimates } from '../../core/runs/lifecycle/estimates.ts';
import { createPredictors } from '../../core/runs/use/predictors.ts';
import { createRunQueue } from '../../core/runs/lifecycle/run-queue.ts';
import { openStudio } from '../../core/studio.ts';
import { StudioError } from '../../core/errors.ts';
import { needSound } from '../../core/store/damage.ts';
import type { LockPatience } from '../../core/store/guarded-client.ts';
import { createDownloads } from '../../core/weights/downloads.ts';
import type { Desk, Door } from './desk.ts';
import { createEngineSetup } from './engine-setup.ts';
import { createFinishedFiles } from './finished-files.ts';
import { createFolderClassifier } from './folder-classifier.ts';
import { createSamplePictures } from './sample-pictures.ts';
import { openUploads } from './uploads.ts';

export interface OpenDesk {
  readonly desk: Desk;
  /** Ends everything in order; a piece that fails to end does not keep the others from it. @throws AggregateError of what failed */
  close(): Promise<void>;
}

export interface DeskOptions {
  readonly dataDir?: string | undefined;
  readonly door: Door;
  /** What goes wrong where no window asked. */
  readonly log?: (line: string) => void;
}

/** One thread answers all windows: it tries again later rather than wait for a lock. */
const answering: LockPatience = { waitMs: 50 };

/** Opens the data folder with everything that answers a window. @throws StudioError `bad-database` */
export async function openDesk({ dataDir, door, log = console.error }: DeskOptions): Promise<OpenDesk> {
  /** Last opened, first closed. */
  const endings: (() => Promise<void> | void)[] = [];
  const opened = <T>(piece: T, end: (piece: T) => Promise<void> | void): T => {
    endings.unshift(() => end(piece));
    return piece;
  };
  try {
    const studio = opened(openStudio({ dataDir, patience: answering }), (piece) => piece.close());
    needSound(studio.db);
    const events = opened(createEventHub(), (piece) => piece.close());
    const watcher = opened(createDatasetWatcher(studio.db, events.publish), (piece) => piece.close());
    const thumbnails = opened(createThumbnails({ folder: studio.folder.thumbnails }), (piece) => piece.close());
    const downloads = opened(createDownloads({ folder: studio.folder, publish: events.publish }), (piece) => piece.close());
    const uploads = opened(await openUploads(studio.folder), (piece) => piece.close());
    const predictors = opened(createPredictors(studio), (piece) => piece.close());
    const estimates = opened(createEstimates(studio), (piece) => piece.makeWay());
    const runs = opened(
      createRunQueue(studio, events, {
        estimateOf: ({ datasetVersionId, plan }) => plan && estimates.known(datasetVersionId, plan),
        onTurn: estimates.makeWay,
        onTrouble: (error) => log(troubleText(error)),
      }),
      (piece) => piece.close(),
    );
    const files = createFinishedFiles();
    const folderClassifier = opened(
      createFolderClassifier(studio, files, (task) => events.publish({ type: 'task', task })),
      (piece) => piece.close(),
    );
    const samples = createSamplePictures();
    const engineSetup = opened(
      createEngineSetup((task) => events.publish({ type: 'task', task })),
      (piece) => piece.close(),
    );
    const desk = {
      studio,
      door,
      events,
      watcher,
      thumbnails,
      downloads,
      uploads,
      estimates,
      runs,
      predictors,
      files,
      folderClassifier,
      samples,
      engineSetup,
    };
    return { desk, close: () => endAll(endings) };
  } catch (error) {
    await endAll(endings);
    throw error;
  }
}

/** A fault of ours with its place. */
const troubleText = (error: unknown): string =>
  error instanceof StudioError ? `${error.message}. It is tried again.` : error instanceof Error ? (error.stack ?? error.message) : String(error);

async function endAll(endings: readonly (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of endings) {
    try {
      await end();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `Closing failed: ${failures.map(String).join('; ')}`);
}
