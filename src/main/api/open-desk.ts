import { createStudio } from '../../core/studio.ts';
import { endThreads } from '../../core/threads.ts';
import type { LockPatience } from '../../core/store/guarded-client.ts';
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
  const endings: (() => Promise<void> | void)[] = [endThreads];
  const opened = <T>(piece: T, end: (piece: T) => Promise<void> | void): T => {
    endings.unshift(() => end(piece));
    return piece;
  };
  try {
    const services = createStudio({ dataDir, patience: answering, log, opened });
    const { studio, events } = services;
    const uploads = opened(await openUploads(studio.folder), (piece) => piece.close());
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
    const desk = { ...services, door, uploads, files, folderClassifier, samples, engineSetup };
    return { desk, close: () => endAll(endings) };
  } catch (error) {
    await endAll(endings);
    throw error;
  }
}

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
