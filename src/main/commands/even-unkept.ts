import type { Studio } from '../../core/open-studio.ts';
import type { Context } from '../terminal/context.ts';

/** On a full or read-only disk the work is done over a copy in memory; `notKept` says why. */
export async function evenUnkept<T>(studio: Studio, work: (studio: Studio) => Promise<T>): Promise<{ result: T; notKept: string | null }> {
  const { mayPass, isLocked } = await import('../../core/store/sqlite-errors.ts');
  try {
    return { result: await work(studio), notKept: null };
  } catch (error) {
    if (!mayPass(error) || isLocked(error)) throw error;
    const { closeDatabase, openScratch } = await import('../../core/store/database.ts');
    const db = openScratch(studio.db, error);
    try {
      return { result: await work({ ...studio, db }), notKept: error.message };
    } finally {
      closeDatabase(db);
    }
  }
}

/** What is remarked where a data set was read and nothing of it could be stored. */
export const unkeptScan = (reason: string): string => `Note: what was read of the folder is not kept. ${reason}`;

/** Remarks once that features will be computed again, and why; also where the work is done twice. */
export function featuresUnkept(context: Context): (reason: string) => void {
  let isSaid = false;
  return (reason) => {
    if (!isSaid) context.remark(`Note: what the network sees in the pictures is not kept, so it is computed again the next time. ${reason}`);
    isSaid = true;
  };
}
