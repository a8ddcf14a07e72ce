import { dataFolder, ensureFolder, sweepDataFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { closeDatabase, openDatabase } from './store/database.ts';
import type { Database } from './store/database.ts';
import type { LockPatience } from './store/guarded-client.ts';

/** One open data folder: what every service of the core takes first. */
export interface Studio {
  readonly folder: DataFolder;
  readonly db: Database;
  close(): void;
}

export interface StudioOptions {
  readonly dataDir?: string | undefined;
  readonly patience?: LockPatience | undefined;
}

/** Opens the data folder, making it on first use. @throws StudioError as `openDatabase` */
export function openStudio({ dataDir, patience }: StudioOptions = {}): Studio {
  const folder = dataFolder(dataDir);
  ensureFolder(folder.root);
  const db = openDatabase(folder.database, patience);
  sweepDataFolder(folder);
  return { folder, db, close: () => closeDatabase(db) };
}
