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

/** What a run was trained with; null where it was never planned. */
export function runParameters({ plan, datasetVersion, backbone }: RunRow, rows: readonly Setting[] = runSettings): RunParameters {
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
