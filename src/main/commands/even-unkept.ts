import type { Studio } from '../../core/open-studio.ts';

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
