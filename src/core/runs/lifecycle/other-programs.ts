import type { EventHub } from '../../events/event-hub.ts';
import { changesByOthers } from '../../store/changes.ts';
import { allDatasets } from '../../store/datasets.ts';
import type { Studio } from '../../studio.ts';
import type { RunRow } from '../../../shared/contract/run-calls.ts';
import { epochReports } from '../results/run-report.ts';
import { listRunRows } from '../results/run-view.ts';

/** Tells the windows what another program (a terminal's `graft train` or `graft labels`) does with runs and data sets. */
export interface OtherPrograms {
  /** Looks whether something changed; cheap where nothing did. */
  look(): void;
}

/** @param isOurs runs whose events this program publishes itself */
export function watchOtherPrograms(studio: Studio, events: EventHub, isOurs: (run: number) => boolean): OtherPrograms {
  const snapshot = () => new Map(listRunRows(studio).map((row) => [row.run, row]));
  let change = changesByOthers(studio.db);
  let known: Map<number, RunRow> = snapshot();
  /** What a change of labels, files, split or name leaves behind. */
  const marks = () => new Map(allDatasets(studio.db).map(({ id, name, revision }) => [id, `${revision} ${name}`]));
  let datasets = marks();
  const epochsTold = new Map<number, number>();
  for (const { run, state } of known.values())
    if (state === 'running') epochsTold.set(run, epochReports(studio, run).length);

  function tellEpochs(run: number): void {
    const reports = epochReports(studio, run);
    for (const report of reports.slice(epochsTold.get(run) ?? 0)) events.publish({ type: 'run-epoch', run, report });
    epochsTold.set(run, reports.length);
  }

  /** Also what this program changed since the last look: told twice, a window asks twice. */
  function tellDatasets(): void {
    const now = marks();
    for (const [id, mark] of now) {
      if (datasets.get(id) !== mark) events.publish({ type: 'dataset', dataset: id, news: null });
    }
    for (const id of datasets.keys()) if (!now.has(id)) events.publish({ type: 'dataset-removed', dataset: id });
    datasets = now;
  }

  return {
    look() {
      const now = changesByOthers(studio.db);
      if (now === change) return;
      tellDatasets();
      const rows = snapshot();
      for (const run of rows.values()) {
        if (isOurs(run.run)) continue;
        const before = known.get(run.run);
        if (run.state === 'running' || before?.state === 'running') tellEpochs(run.run);
        if (JSON.stringify(before) !== JSON.stringify(run)) events.publish({ type: 'run', run });
      }
      for (const run of known.keys()) if (!rows.has(run)) events.publish({ type: 'run-removed', run });
      known = rows;
      // Last: a look that failed is not the last word on what changed.
      change = now;
    },
  };
}
