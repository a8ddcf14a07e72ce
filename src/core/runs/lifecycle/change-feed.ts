import type { EventHub } from '../../events/event-hub.ts';
import { changedSince, lastChange } from '../../store/changes.ts';
import { allDatasets } from '../../store/datasets.ts';
import { answeredEpoch, answersOfRun } from '../../store/run-answers.ts';
import { countEpochs, listRuns } from '../../store/runs.ts';
import type { Studio } from '../../open-studio.ts';
import type { RunRow } from '../../../shared/contract/run-calls.ts';
import { epochReports } from '../results/run-report.ts';
import { listRunRows, runRow, summaryRow } from '../results/run-view.ts';

/** Tells the windows what becomes of runs, data sets and studies, whoever did it: this program or another (a terminal's `graft train`, `graft labels`). */
export interface ChangeFeed {
  /** Tells what changed since the last look, and answers whether anything did; costs microseconds where nothing did, else a row a subject. */
  look(): boolean;
  /** Tells a run at once. */
  tell(run: number): RunRow;
}

/** @param isOurs runs whose epochs this program tells itself, as they come */
export function createChangeFeed(studio: Studio, events: Pick<EventHub, 'publish'>, isOurs: (run: number) => boolean): ChangeFeed {
  const { db } = studio;
  let seen = lastChange(db);
  const told = new Map(listRunRows(studio).map((row) => [row.run, row]));
  const epochsTold = new Map<number, number>();
  for (const { id } of listRuns(db, { states: ['running'] })) epochsTold.set(id, countEpochs(db, id));
  /** The epoch of the answers that were told. */
  const answeredTold = new Map<number, number | null>();
  /** What a change of labels, files, split or name leaves behind. */
  const marks = (): Map<string, string> => new Map(allDatasets(db).map(({ id, name, root, revision }) => [id, `${revision} ${root} ${name}`]));
  let datasets = marks();

  function tellRow(row: RunRow): RunRow {
    told.set(row.run, row);
    events.publish({ type: 'run', run: row });
    return row;
  }

  function tellAnswers(run: number): void {
    const epoch = answeredEpoch(db, run);
    const answers = epoch === null || epoch === answeredTold.get(run) || isOurs(run) ? null : answersOfRun(db, run);
    if (answers) events.publish({ type: 'run-answers', run, answers });
    answeredTold.set(run, epoch);
  }

  function lookAtRun(run: number): void {
    const [stored] = listRuns(db, { ids: [run] });
    if (!stored) {
      if (told.delete(run)) events.publish({ type: 'run-removed', run });
      epochsTold.delete(run);
      answeredTold.delete(run);
      return;
    }
    const [before, row] = [told.get(run), summaryRow(db, stored)];
    if (before?.state === 'running' || row.state === 'running') {
      const [count, already] = [countEpochs(db, run), epochsTold.get(run) ?? 0];
      // Ten times a second something else of a run may have changed: its epochs are read where there are new ones.
      if (count > already && !isOurs(run)) for (const report of epochReports(studio, run).slice(already)) events.publish({ type: 'run-epoch', run, report });
      epochsTold.set(run, count);
      tellAnswers(run);
    }
    if (JSON.stringify(before) !== JSON.stringify(row)) tellRow(row);
  }

  function lookAtDatasets(changed: readonly string[]): void {
    const now = marks();
    for (const id of changed) {
      if (now.has(id) && datasets.get(id) !== now.get(id)) events.publish({ type: 'dataset', dataset: id, news: null });
      else if (!now.has(id) && datasets.has(id)) events.publish({ type: 'dataset-removed', dataset: id });
    }
    datasets = now;
  }

  return {
    tell: (run) => tellRow(runRow(studio, run)),
    look() {
      if (lastChange(db) === seen) return false;
      const { runs, datasets: changed, studies, last } = changedSince(db, seen);
      if (changed.length > 0) lookAtDatasets(changed);
      for (const run of runs) lookAtRun(run);
      for (const study of studies) events.publish({ type: 'study', study });
      // Last: a look that failed is not the last word on what changed.
      seen = last;
      return true;
    },
  };
}
