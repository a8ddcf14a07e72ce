import type { DecodeAnswer, DecodeTask } from './decode-task.ts';

export interface DecodeJob {
  readonly id: number;
  readonly task: DecodeTask;
  readonly isUrgent: boolean;
  /** Needs much memory: one of these runs at a time. Known once a process has read the header. */
  isLarge: boolean;
  /** Processes that died over it. */
  deaths: number;
  readonly resolve: (answer: DecodeAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** What waits to be decoded: urgent before patient; a large one only while no other is being done, so that it holds up nothing but its like. */
export function createDecodeQueue() {
  const waiting = { urgent: [] as DecodeJob[], urgentLarge: [] as DecodeJob[], patient: [] as DecodeJob[], patientLarge: [] as DecodeJob[] };
  let largeRunning: DecodeJob | null = null;
  let lastId = 0;
  const lineOf = ({ isUrgent, isLarge }: DecodeJob): DecodeJob[] =>
    isUrgent ? (isLarge ? waiting.urgentLarge : waiting.urgent) : isLarge ? waiting.patientLarge : waiting.patient;

  return {
    add(task: DecodeTask, isUrgent: boolean, resolve: DecodeJob['resolve'], reject: DecodeJob['reject']): void {
      const job: DecodeJob = { id: ++lastId, task, isUrgent, isLarge: false, deaths: 0, resolve, reject };
      lineOf(job).push(job);
    },
    /** It turned out to be large and was not begun. */
    enlarge(job: DecodeJob): void {
      job.isLarge = true;
      lineOf(job).push(job);
    },
    /** Before all others of its kind. */
    again(job: DecodeJob): void {
      lineOf(job).unshift(job);
    },
    next(): DecodeJob | undefined {
      const large = (line: DecodeJob[]): DecodeJob | undefined => (largeRunning ? undefined : line.shift());
      const job = waiting.urgent.shift() ?? large(waiting.urgentLarge) ?? large(waiting.patientLarge) ?? waiting.patient.shift();
      if (job?.isLarge) largeRunning = job;
      return job;
    },
    isEmpty: (): boolean => Object.values(waiting).every((line) => line.length === 0),
    /** Whether something urgent waits. */
    isSomebodyLooking: (): boolean => waiting.urgent.length + waiting.urgentLarge.length > 0,
    /** It no longer runs, whatever came of it. */
    done(job: DecodeJob): void {
      if (largeRunning === job) largeRunning = null;
    },
    clear(): DecodeJob[] {
      return Object.values(waiting).flatMap((line) => line.splice(0));
    },
  };
}
