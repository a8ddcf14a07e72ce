import { comingBackup } from './backups.ts';
import type { Backup } from './backups.ts';

/** A backup at once, where one is due. */
export const backUpWhenDue = (database: string, folder: string, nowMs = Date.now()): Promise<Backup | null> => comingBackup(database, folder).make(nowMs);
