import type { Headline } from '../../core/store/headlines.ts';
import type { RunSummary } from '../../core/store/runs.ts';
import { csvLine } from '../../shared/csv.ts';
import { comparedSettings, decidedValues, shownValue } from '../../shared/decided-settings.ts';

export type TableRun = RunSummary & { isBest: boolean; headline: Headline | undefined };

/** CSV of runs, a line each after its heading: what they are, their figures, then every setting that runs are compared by, under its `--json` name. */
export function runLines(runs: readonly TableRun[]): string[] {
  const settings = comparedSettings();
  const heading = [
    'run', 'name', 'state', 'data_set', 'data_set_version', 'best', 'pinned', 'split', 'accuracy', 'macro_f1', 'images', 'validation_loss', 'best_epoch', 'averaged_epochs', 'seconds', 'made',
    ...settings.map(({ key }) => key),
  ];
  const line = ({ headline, metrics, plan, ...run }: TableRun) => [
    run.id, run.name, run.state, run.datasetName, run.datasetVersion, Number(run.isBest), Number(run.isPinned), headline?.split, headline?.accuracy,
    headline?.macroF1, headline?.images, metrics?.valLoss, run.averaged ? '' : run.bestEpoch, run.averaged?.join(' '), run.seconds, new Date(run.createdAtMs).toISOString(),
    ...settings.map((setting) => shownValue(decidedValues(plan, setting))),
  ];
  return [csvLine(heading), ...runs.map((run) => csvLine(line(run).map((cell) => cell ?? '')))];
}
