import type { EventHub } from '../events/event-hub.ts';
import { changesByOthers } from '../store/changes.ts';
import type { Studio } from '../studio.ts';
import type { RunRow } from '../../shared/contract/run-calls.ts';
import { epochReports, listRunRows } from './run-view.ts';

/** Tells the windows what another program (a terminal's `graft train`) does with the runs of this data folder. */
export interface OtherPrograms {
  /** Looks whether something changed; cheap where nothing did. */
  look(): void;
}

/** @param isOurs runs whose events this program publishes itself */
export function watchOtherPrograms(studio: Studio, events: EventHub, isOurs: (run: number) => boolean): OtherPrograms {
  const snapshot = () => new Map(listRunRows(studio).map((row) => [row.run, row]));
  let change = changesByOthers(studio.db);
  let known: Map<number, RunRow> = snapshot();
  const epochsTold = new Map<number, number>();
  for (const { run, state } of known.values())
    if (state === 'running') epochsTold.set(run, epochReports(studio, run).length);

  function tellEpochs(run: number): void {
    const reports = epochReports(studio, run);
    for (const report of reports.slice(epochsTold.get(run) ?? 0)) events.publish({ type: 'run-epoch', run, report });
    epochsTold.set(run, reports.length);
  }

  return {
    look() {
      const now = changesByOthers(studio.db);
      if (now === change) return;
      change = now;
      const rows = snapshot();
      for (const run of rows.values()) {
        if (isOurs(run.run)) continue;
        const before = known.get(run.run);
        if (run.state === 'running' || before?.state === 'running') tellEpochs(run.run);
        if (JSON.stringify(before) !== JSON.stringify(run)) events.publish({ type: 'run', run });
      }
      for (const run of known.keys()) if (!rows.has(run)) events.publish({ type: 'run-removed', run });
      known = rows;
    },
  };
}
