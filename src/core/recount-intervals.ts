import { accuracyInterval, togetherOf } from './evaluation/accuracy-interval.ts';
import type { Database } from './store/database.ts';
import { judgedPictures, recountsDue, saveRecount } from './store/predictions.ts';
import { isLocked, mayPass } from './store/sqlite-errors.ts';
import { intervalDraws } from './training/seeded-random.ts';

/**
 * Counts the intervals of evaluations again that an older version counted by pictures although those lie in groups: once after an update, from the answers
 * that are stored. What cannot be written now (another program writes, the disk is read-only) waits for the next start.
 */
export function recountIntervals(db: Database): void {
  try {
    for (const id of recountsDue(db)) {
      const judged = judgedPictures(db, id);
      saveRecount(db, id, accuracyInterval(judged.map(({ isRight }) => isRight), togetherOf(judged, intervalDraws)));
    }
  } catch (error) {
    if (!mayPass(error) && !isLocked(error)) throw error;
  }
}
