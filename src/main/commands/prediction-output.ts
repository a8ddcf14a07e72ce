import { StudioError } from '../../core/errors.ts';
import type { Context } from '../terminal/context.ts';
import { counted } from '../terminal/units.ts';
import { createPredictionTable, predictionTable, type PredictionColumns, type PredictionTable, type TableMembers } from '../files/prediction-table.ts';
import { checkBom, type CsvOptions } from '../flags/csv-option.ts';
import type { TogetherFlags } from '../flags/together-options.ts';
import type { FalseAlarmOptions } from '../flags/false-alarm-option.ts';
import { setWish, type SetOptions } from '../flags/set-options.ts';
import { readPaths, type PathOptions } from './stream-answers.ts';

export interface PredictOptions extends PathOptions, CsvOptions, TogetherFlags, SetOptions, FalseAlarmOptions {
  top: number;
  csv?: string;
}

/** What a table of these options has: members have no familiarity of their own, nor has the mean of several looks. */
export const predictionColumns = ({ tta, ...asked }: PredictOptions, members?: TableMembers): PredictionColumns => ({
  ...(members && { members }),
  sets: setWish(asked) !== null,
  familiar: members === undefined && tta === 'none',
});

/** @throws StudioError `bad-usage` */
export async function openTable(
  context: Context,
  exportFolder: string | null,
  inputs: readonly string[],
  options: PredictOptions,
  members?: TableMembers,
): Promise<PredictionTable | null> {
  const { csv, top } = options;
  const bom = checkBom(options, csv !== undefined);
  if (csv === undefined) return null;
  const columns = predictionColumns(options, members);
  if (csv !== '-') return createPredictionTable(csv, top, { inputs: readPaths(inputs), exportFolder, bom, ...columns });
  if (context.json) {
    throw new StudioError('bad-usage', '--csv - and --json both write to stdout', { field: 'csv', hint: 'Leave one of them out.' });
  }
  const nothing = async (): Promise<void> => undefined;
  return predictionTable({ append: (line) => context.data(String(line)), commit: nothing, discard: nothing }, top, bom, columns);
}

/** Says what was written; a command that could read nothing has failed. */
export async function finishPredicting(
  context: Context,
  table: PredictionTable | null,
  { good, bad }: { good: number; bad: number },
  csv: string | undefined,
): Promise<void> {
  if (good + bad === 0) {
    throw new StudioError('not-found', 'There is no picture to classify', {
      field: 'files',
      hint: 'Name pictures or folders with pictures.',
    });
  }
  await table?.commit();
  const written = `${counted(good, 'prediction')}${bad > 0 ? ` and ${counted(bad, 'reason')}` : ''}`;
  if (table && csv !== '-') await context.print(`Wrote ${written} to ${csv}`);
  if (good > 0) return;
  context.remark(`None of ${counted(bad, 'file')} could be classified.`);
  context.exitWith(1);
}
