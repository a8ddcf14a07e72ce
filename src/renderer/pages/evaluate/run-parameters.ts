import type { RunRow } from '../../../shared/contract/run-calls.ts';
import { comparedSettings, decidedValues, shownValue } from '../../../shared/decided-settings.ts';
import { runSettings } from '../../../shared/run-settings.ts';
import type { Setting } from '../../../shared/run-settings.ts';

export type RunParameters = Readonly<Record<string, string | number | null>>;

/** What runs can differ in, in the order of the table. Pure. */
export const parameterKeys = (rows: readonly Setting[] = runSettings): string[] => [
  ...comparedSettings(rows).map(({ key }) => key),
  'datasetVersion',
];

/** Rows are replaced whole, never changed: what one says is worked out once, and a table asks for it a thousand times. */
const known = new WeakMap<RunRow, RunParameters>();

/** What a run was trained with; null where it was never planned. */
export function runParameters(run: RunRow, rows: readonly Setting[] = runSettings): RunParameters {
  const before = rows === runSettings ? known.get(run) : undefined;
  if (before) return before;
  const found = parametersOf(run, rows);
  if (rows === runSettings) known.set(run, found);
  return found;
}

function parametersOf({ plan, datasetVersion, backbone }: RunRow, rows: readonly Setting[]): RunParameters {
  const values = comparedSettings(rows).map((row) => [row.key, shownValue(decidedValues(plan, row))] as const);
  return { ...Object.fromEntries(values), backbone, datasetVersion };
}

/** Parameters in which the runs are not all alike; a run that was never planned says nothing about its plan. */
export function differingParameters(runs: readonly RunRow[], rows: readonly Setting[] = runSettings): string[] {
  const parameters = runs.map((run) => runParameters(run, rows));
  return parameterKeys(rows).filter((key) => {
    const values = new Set(parameters.map((each) => each[key]).filter((value) => value !== null));
    return values.size > 1;
  });
}
