import { accuracyInterval, togetherOf } from './evaluation/accuracy-interval.ts';
import type { Database } from './store/database.ts';
import { judgedPictures, recountsDue, saveRecount } from './store/predictions.ts';
import { isLocked, mayPass } from './store/sqlite-errors.ts';
import { intervalDraws } from './training/seeded-random.ts';

/** So many are told before; fewer are done while one would read it. */
const toBeFelt = 5;

/**
 * Counts the intervals of evaluations again that an older version counted by pictures although those lie in groups: once after an update, from the answers
 * that are stored. What cannot be written now (another program writes, the disk is read-only) waits for the next start.
 * @param say is told how long the start takes, where that is to be felt
 */
export function recountIntervals(db: Database, say: (line: string) => void = () => undefined): void {
  try {
    const due = recountsDue(db);
    if (due.length >= toBeFelt) say(`Counts the intervals of ${due.length} evaluations of pictures in groups again, once after the update: up to half a second each for 10,000 pictures.`);
    for (const id of due) {
      const judged = judgedPictures(db, id);
      saveRecount(db, id, accuracyInterval(judged.map(({ isRight }) => isRight), togetherOf(judged, intervalDraws)));
    }
  } catch (error) {
    if (!mayPass(error) && !isLocked(error)) throw error;
  }
}
