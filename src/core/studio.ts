import { dataFolder, ensureFolder, sweepDataFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { closeDatabase, openDatabase } from './store/database.ts';
import type { Database } from './store/database.ts';

/** One open data folder: what every service of the core takes first. */
export interface Studio {
  readonly folder: DataFolder;
  readonly db: Database;
  close(): void;
}

/** Opens the data folder, making it on first use. @throws StudioError `bad-database` */
export function openStudio({ dataDir }: { dataDir?: string | undefined } = {}): Studio {
  const folder = dataFolder(dataDir);
  ensureFolder(folder.root);
  const db = openDatabase(folder.database);
  sweepDataFolder(folder);
  return { folder, db, close: () => closeDatabase(db) };
}
