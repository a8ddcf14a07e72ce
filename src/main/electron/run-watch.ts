import type { NumberedEvent, StudioEvent } from '../../shared/contract/events.ts';
import type { RunProgress, RunRow } from '../../shared/contract/run-calls.ts';
import type { StudyListRow } from '../../core/studies/list-studies.ts';

/** What the desktop shows of the runs outside of the window. */
export interface RunWatch {
  /** Runs in training now, with how far they are: 0 to 1, null while that is not known. */
  readonly running: ReadonlyMap<number, { row: RunRow; fraction: number | null }>;
}

export interface RunWatcher extends RunWatch {
  hear(event: StudioEvent): void;
}

interface Reactions {
  /** Runs that go on now, for a window that missed events. */
  readonly ask: () => readonly RunRow[];
  readonly onChange: (watch: RunWatch) => void;
  /** By itself, well or badly; not one that somebody paused or stopped, nor one of a study that goes on. */
  readonly onEnd: (row: RunRow) => void;
  /** Null where it is gone. */
  readonly askStudy: (study: number) => StudyListRow | null;
  /** By itself, as above. */
  readonly onStudyEnd: (study: StudyListRow) => void;
}

export function watchRuns({ ask, onChange, onEnd, askStudy, onStudyEnd }: Reactions): RunWatcher {
  /** Studies that are gone through. */
  const going = new Set<number>();
  const running = new Map<number, { row: RunRow; fraction: number | null }>();
  const watcher: RunWatcher = {
    running,
    hear(event) {
      if (event.type === 'run') hearRow(event.run);
      else if (event.type === 'run-progress') hearProgress(event.progress);
      else if (event.type === 'run-removed') running.delete(event.run);
      else if (event.type === 'study') hearStudy(event.study);
      else if (event.type === 'reset') {
        running.clear();
        for (const study of going) hearStudy(study);
        for (const row of ask()) if (row.state === 'running') running.set(row.run, { row, fraction: null });
      } else return;
      onChange(watcher);
    },
  };

  function hearRow(row: RunRow): void {
    const known = running.get(row.run);
    if (row.state === 'running') running.set(row.run, { row, fraction: known?.fraction ?? null });
    else if (running.delete(row.run) && (row.state === 'done' || row.state === 'failed')) hearEnd(row);
  }

  /** Somebody may go on with a run of a study alone. */
  function hearEnd(row: RunRow): void {
    if (row.study !== null && (going.has(row.study) || askStudy(row.study)?.status === 'running')) going.add(row.study);
    else onEnd(row);
  }

  function hearStudy(study: number): void {
    const state = going.has(study) ? askStudy(study) : null;
    if (state?.status === 'running' || !going.delete(study)) return;
    if (state?.status === 'done' || state?.status === 'failed') onStudyEnd(state);
  }

  function hearProgress(progress: RunProgress): void {
    const known = running.get(progress.run);
    if (known) running.set(progress.run, { row: known.row, fraction: progress.fraction });
  }

  return watcher;
}

/** Until the hub closes. What one event could not be shown for (a database that is locked) is told, and the next is heard. */
export async function follow(
  events: AsyncIterable<NumberedEvent>,
  watcher: Pick<RunWatcher, 'hear'>,
  onTrouble: (error: unknown) => void,
): Promise<void> {
  for await (const { event } of events) {
    try {
      watcher.hear(event);
    } catch (error) {
      onTrouble(error);
    }
  }
}
