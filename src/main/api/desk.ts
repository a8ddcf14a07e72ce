import type { StudioServices } from '../../core/studio.ts';
import type { EngineSetup } from './engine-setup.ts';
import type { FinishedFiles } from './finished-files.ts';
import type { FolderClassifier } from './folder-classifier.ts';
import type { SamplePictures } from './sample-pictures.ts';
import type { Uploads } from './uploads.ts';

/** What the window can be shown by: Electron or a browser. */
export interface Door {
  readonly kind: 'electron' | 'browser';
  /** Listing and picking folders stays below this one. */
  readonly rootFolder: string;
  /** Real paths that the person pointed at in a window of the system, or dropped: open too, wherever they lie. A page cannot add any. */
  readonly pointedAt: ReadonlySet<string>;
  /** Electron's native window; null where there is none. */
  readonly pickFolder: (() => Promise<string | null>) | null;
  /** Shows a folder in the file manager; null where that cannot be done. */
  readonly reveal: ((folder: string) => Promise<void>) | null;
}

/** Everything that answers a window's calls; one for a program, however many windows it has. */
export interface Desk extends StudioServices {
  readonly door: Door;
  readonly uploads: Uploads;
  readonly files: FinishedFiles;
  readonly folderClassifier: FolderClassifier;
  readonly samples: SamplePictures;
  readonly engineSetup: EngineSetup;
}
