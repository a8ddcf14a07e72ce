import type { NumberedEvent, StudioEvent } from '../../shared/contract/events.ts';

/** The newest events in order, bounded; of each subject only the newest state. Readers keep a sequence number and no queue. */
export interface EventLog {
  /** Of the newest event; before the first one, the number below it. */
  readonly last: number;
  append(event: StudioEvent): void;
  /** What came after `sequence`, oldest first; null where some of it is forgotten or the number is none of this log's. */
  since(sequence: number): NumberedEvent[] | null;
}

/**
 * Events of one subject replace each other; null for one that is kept whatever follows. A removal replaces the state of what
 * it removes. A data set's news is for people: it must not be lost because the data set changed once more.
 */
export function subjectOf(event: StudioEvent): string | null {
  switch (event.type) {
    case 'run':
      return `run ${event.run.run}`;
    case 'run-removed':
      return `run ${event.run}`;
    case 'run-progress':
      return `run-progress ${event.progress.run}`;
    case 'run-answers':
      return `run-answers ${event.run}`;
    case 'run-epoch':
    case 'run-notice':
      return null;
    case 'dataset':
      return event.news === null ? `dataset ${event.dataset}` : null;
    case 'dataset-removed':
      return `dataset ${event.dataset}`;
    case 'study':
      return `study ${event.study}`;
    case 'answer':
      return `answer ${event.ticket}`;
    case 'scan':
      return `scan ${event.folder}`;
    case 'suggesting':
      return `suggesting ${event.dataset}`;
    case 'looking':
      return `looking ${event.dataset}`;
    case 'asking':
      return `asking ${event.run}`;
    case 'export':
      return `export ${event.run} ${event.format}`;
    case 'profile':
      return `profile ${event.profile.profile}`;
    case 'backbones':
    case 'reset':
      return event.type;
    case 'download':
      return `download ${event.download.backbone}`;
    case 'task':
      return `task ${event.task.task}`;
  }
}

interface Entry extends NumberedEvent {
  readonly subject: string | null;
}

/**
 * @param first the sequence number before the first event
 * @param kept events that can be told again; more are forgotten, the oldest first
 */
export function createEventLog(first: number, kept: number): EventLog {
  let last = first;
  let forgottenUpTo = first;
  /** Also holds replaced events, until it is tidied. */
  let entries: Entry[] = [];
  const newest = new Map<string, number>();
  const isNewest = ({ subject, sequence }: Entry): boolean => subject === null || newest.get(subject) === sequence;

  function tidy(): void {
    const live = entries.filter(isNewest);
    const gone = live.splice(0, Math.max(0, live.length - kept));
    for (const { subject } of gone) if (subject !== null) newest.delete(subject);
    forgottenUpTo = gone.at(-1)?.sequence ?? forgottenUpTo;
    entries = live;
  }

  return {
    get last() {
      return last;
    },
    append(event) {
      const subject = subjectOf(event);
      last++;
      if (subject !== null) newest.set(subject, last);
      entries.push({ sequence: last, event, subject });
      if (entries.length >= 2 * kept) tidy();
    },
    since(sequence) {
      if (sequence < forgottenUpTo || sequence > last) return null;
      let from = entries.length;
      while (from > 0 && entries[from - 1]!.sequence > sequence) from--;
      return entries
        .slice(from)
        .filter(isNewest)
        .map(({ sequence: number, event }) => ({ sequence: number, event }));
    },
  };
}
