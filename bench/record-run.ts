import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { datasetForTraining } from '../src/core/datasets/scanning/dataset-for-training.ts';
import { openStudio } from '../src/core/open-studio.ts';
import { enqueue } from '../src/core/runs/lifecycle/enqueue.ts';
import { knownPace, sizeOf } from '../src/core/runs/lifecycle/known-pace.ts';
import { planHere } from '../src/core/runs/lifecycle/plan-here.ts';
import { trainRun } from '../src/core/runs/lifecycle/train.ts';
import type { RunSpec } from '../src/shared/run-spec.ts';
import { clockEvent } from '../test/clock-trace.ts';
import type { ClockTrace, Said, Seconds, TimedEvent } from '../test/clock-trace.ts';

export interface RecordedRun {
  readonly trace: ClockTrace;
  /** What was really said. */
  readonly said: Said[];
}

/** Trains as the window does and keeps what the run's clock was told and what it said. */
export async function recordRun(about: string, dataDir: string, dataset: string, spec: RunSpec): Promise<RecordedRun> {
  const studio = openStudio({ dataDir });
  try {
    const data = await datasetForTraining(studio.db, dataset);
    const planned = await planHere(studio, data, spec);
    const { plan } = planned;
    const known = knownPace(studio, data, plan, planned.backbone?.sha256 ?? null, null);
    const { id } = enqueue(studio, { dataset: data, planned, spec }, { now: true });
    const events: TimedEvent[] = [];
    const told: { at: number; secondsLeft: number | null }[] = [];
    const startedMs = performance.now();
    let work = (): number => 0;
    const now = (): Seconds => [(performance.now() - startedMs) / 1000, work()];
    await trainRun(studio, id, {
      signal: new AbortController().signal,
      onStarted: () => undefined,
      onEngine: ({ pid }) => (work = workClock(pid)),
      onProgress: ({ secondsLeft }) => told.push({ at: now()[0], secondsLeft }),
      onEvent(event) {
        const kept = clockEvent(event);
        if (kept) events.push([...now(), ...kept]);
      },
    });
    const endSeconds = now();
    const said = told.map(({ at, secondsLeft }) => ({ atSeconds: at, secondsLeft, truthSeconds: endSeconds[0] - at }));
    return { trace: { about, plan, size: sizeOf(data), known, events: thinned(events), endSeconds }, said };
  } finally {
    studio.close();
  }
}

const ticksASecond = 100;

/** Processor seconds of each thread; none of a process that has ended. */
function threadSeconds(pid: number): Map<string, number> {
  const folder = `/proc/${pid}/task`;
  const seconds = new Map<string, number>();
  try {
    for (const thread of readdirSync(folder)) {
      const stat = readFileSync(`${folder}/${thread}/stat`, 'utf8');
      // After the name, which may hold anything in its brackets, the 12th and 13th: user's and system's ticks.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      seconds.set(thread, (Number(fields[11]) + Number(fields[12])) / ticksASecond);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
  }
  return seconds;
}

/** Seconds that a process has needed, as if it had the machine for itself (Linux). */
function workClock(pid: number): () => number {
  let before = new Map<string, number>();
  let sum = 0;
  return () => {
    const now = threadSeconds(pid);
    const spent = [...now].map(([thread, seconds]) => seconds - (before.get(thread) ?? 0));
    sum += Math.max(0, ...spent, spent.reduce((all, seconds) => all + seconds, 0) / availableParallelism());
    if (now.size > 0) before = now;
    return sum;
  };
}

/** At most three events of a kind in a second of work, and every end of an epoch or of a pass. */
function thinned(events: readonly TimedEvent[]): TimedEvent[] {
  let lastWork = -Infinity;
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  return events.flatMap((event, index): TimedEvent[] => {
    const [wall, work, ...kept] = event;
    const next = events[index + 1];
    const isKept = kept[0] === 'epoch' || !next || next[2] !== kept[0] || next[3] !== kept[1] || Number(next[4]) < Number(kept[2]) || work - lastWork >= 0.33;
    if (!isKept) return [];
    lastWork = work;
    return [[rounded(wall), rounded(work), ...kept] as unknown as TimedEvent];
  });
}
