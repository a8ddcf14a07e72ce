import { StudioError } from '../errors.ts';
import { isSameName } from '../same-name.ts';
import type { Database } from '../store/database.ts';
import { listRuns, runNames } from '../store/runs.ts';
import { bestRunMeant, type BestMeant } from './best-run-meant.ts';
import { oneOf, type Meaning } from './one-of.ts';
import { isPath, numberIn } from './spelling.ts';

/**
 * The number of the run that is meant by a number or a name.
 * @throws StudioError `not-found`, `bad-usage` where several runs have the name
 */
export function runMeant(db: Database, text: string): number {
  const meant = oneOf(text, 'run', runMeanings(db, text));
  if (meant !== undefined) return meant;
  const number = numberIn(text);
  throw new StudioError('not-found', `There is no run ${number ?? `"${text}"`}`, {
    field: 'run',
    hint: runHint(db, text),
    values: number === null ? undefined : { kind: 'no-such-run', number },
  });
}

/**
 * The number of the run that is meant, or the best of a data set where the word means no run.
 * @throws StudioError `not-found`, `bad-usage` where several runs or data sets have the name
 */
export const runOrBestMeant = (db: Database, text: string): number | BestMeant =>
  (hasRun(db, text) ? null : bestRunMeant(db, text)) ?? runMeant(db, text);

/** A number is a run's or nothing's. */
const hasRun = (db: Database, text: string): boolean => numberIn(text) !== null || runMeanings(db, text).length > 0;

/** The run with the number that a word of digits is; of any other word the runs with that name, newest first. */
export function runMeanings(db: Database, text: string): Meaning<number>[] {
  const number = numberIn(text);
  const ids = number !== null ? [number] : isPath(text) ? [] : runsNamed(db, text);
  return listRuns(db, { ids }).map(({ id, name, state, datasetName }) => ({
    thing: id,
    what: `run ${id}${name === null ? '' : ` "${name}"`} on ${datasetName} (${state})`,
    say: `#${id}`,
  }));
}

/** Numbers of the runs with this name, newest first; also of those that an older program let be called a number. */
export const runsNamed = (db: Database, text: string): number[] =>
  runNames(db).flatMap(({ id, name }) => (isSameName(name, text) ? [id] : []));

/** What to do where a word means no run. */
export function runHint(db: Database, text: string): string {
  const [named] = runsNamed(db, text);
  if (named !== undefined) return `A number is never a name: run ${named} is called "${text}"; say ${named}.`;
  const hasRuns = listRuns(db).length > 0;
  return hasRuns ? '"graft runs list" shows all.' : 'No run has been made yet: graft train <folder>.';
}
