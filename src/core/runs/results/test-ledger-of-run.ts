import type { TestLedger } from '../../../shared/test-ledger.ts';
import { chosenInterval, type JudgedAccuracy } from '../../evaluation/chosen-interval.ts';
import type { Studio } from '../../open-studio.ts';
import { headlinesOf } from '../../store/headlines.ts';
import { getRunSummary } from '../../store/runs.ts';
import { isLocked, mayPass } from '../../store/sqlite-errors.ts';
import { countTestLook, testLooksOf, type TestLook } from '../../store/test-looks.ts';

/** A look that is made now, at what runs answer of the test pictures of their data set. @param how they answer together, for several */
export function testLookAt({ db }: Studio, runs: readonly number[], how = ''): Omit<TestLook, 'id'> {
  const { datasetId, datasetVersion } = getRunSummary(db, Math.max(...runs));
  return { datasetId, version: datasetVersion, model: `${runs.toSorted((a, b) => a - b).join('+')}${how && ` ${how}`}`, atMs: Date.now() };
}

/**
 * Counts a look and says how often the test pictures were looked at, this look with it. Where nothing can be stored it is counted in what is said.
 * @param figure what is right of those pictures, with its plain interval
 */
export function countedLook({ db }: Studio, look: Omit<TestLook, 'id'>, figure: JudgedAccuracy): TestLedger {
  let looks: Omit<TestLook, 'id'>[];
  try {
    countTestLook(db, look);
    looks = testLooksOf(db, look.datasetId);
  } catch (error) {
    if (!mayPass(error) || isLocked(error)) throw error;
    looks = [...testLooksOf(db, look.datasetId), look];
  }
  const models = new Set(looks.map(({ model }) => model)).size;
  const [low, high] = chosenInterval(figure, models) ?? [null, null];
  return { looks: looks.length, models, firstAtMs: looks[0]!.atMs, lastAtMs: looks.at(-1)!.atMs, low, high };
}

/** Looks at what a run gets right on its test pictures; null where it has none, or no answers yet. @throws StudioError `not-found` */
export function lookAtTestOfRun(studio: Studio, run: number): TestLedger | null {
  const headline = headlinesOf(studio.db, [run]).get(run);
  return headline?.split === 'test' ? countedLook(studio, testLookAt(studio, [run]), headline) : null;
}
