import type { RunPlan } from '../src/shared/run-spec.ts';
import type { EpochReport, FromEngine } from '../src/shared/trainer-protocol.ts';
import type { RunPace } from '../src/core/store/json-columns.ts';
import { createRunClock } from '../src/core/runs/lifecycle/run-clock.ts';
import type { Known, RunSize } from '../src/core/runs/lifecycle/run-legs.ts';
import { expectLegs } from '../src/core/runs/lifecycle/run-legs.ts';

/** What a run's clock was told of a real run: enough to ask it again what it would have said. */
export interface ClockTrace {
  /** What was trained where. */
  readonly about: string;
  readonly plan: RunPlan;
  readonly size: RunSize;
  readonly known: Known;
  readonly events: readonly TimedEvent[];
  readonly endSeconds: Seconds;
}

/**
 * Seconds since the run began, on the wall's clock and of its trainer's own work: what the wall would have shown where nothing else ran
 * (of each stretch the busiest thread's processor time, or all threads' shared by the processors, whichever is more).
 */
export type Seconds = readonly [wall: number, work: number];

export type ClockName = 'wall' | 'work';

/** An event of the trainer without what the clock does not look at. */
export type ClockEvent =
  | readonly ['progress', activity: string, done: number, total: number, phase: string | null, detail: string | null]
  | readonly ['step', phase: string, epoch: number, step: number, steps: number]
  | readonly ['epoch', phase: string, epoch: number, isBest: boolean];

export type TimedEvent = readonly [...Seconds, ...ClockEvent];

/** Null where the clock does not look at it. */
export function clockEvent(event: FromEngine): ClockEvent | null {
  if (event.type === 'progress') return ['progress', event.activity, event.done, event.total, event.phase ?? null, event.detail ?? null];
  if (event.type === 'step') return ['step', event.phase, event.epoch, event.step, event.steps];
  if (event.type === 'epoch') return ['epoch', event.report.phase, event.report.epoch, event.report.isBest];
  return null;
}

function engineEvent([type, ...rest]: ClockEvent): FromEngine {
  if (type === 'progress') {
    const [activity, done, total, phase, detail] = rest as unknown as [Extract<FromEngine, { type: 'progress' }>['activity'], number, number, string | null, string | null];
    return { type, activity, done, total, ...(phase !== null && { phase }), ...(detail !== null && { detail }) };
  }
  if (type === 'step') {
    const [phase, epoch, step, steps] = rest as [string, number, number, number];
    return { type, phase, epoch, step, steps, loss: 1, imagesPerSecond: 1 };
  }
  const [phase, epoch, isBest] = rest as [string, number, boolean];
  return { type, report: { phase, epoch, isBest } as EpochReport };
}

/** What was said so many seconds after a run began, and what was true. */
export interface Said {
  readonly atSeconds: number;
  readonly secondsLeft: number | null;
  readonly truthSeconds: number;
}

export interface Moment extends Said {
  readonly fraction: number;
  /** "training fine-tune". */
  readonly leg: string;
}

/** A stretch of a run in which another program takes its part of the machine. */
export interface Busy {
  readonly fromSeconds: number;
  /** Of the undisturbed run; to its end unless given. */
  readonly toSeconds?: number;
  /** How many times as long everything takes. */
  readonly times: number;
}

/** When something that takes until `at` is over where `busy` holds. */
function warped(at: number, busy: readonly Busy[]): number {
  return busy.reduce((sum, { fromSeconds, toSeconds = Infinity, times }) => sum + Math.max(0, Math.min(at, toSeconds) - fromSeconds) * (times - 1), at);
}

/** What the clock says of a run at every event and in every second of silence; and what it keeps for the next run. */
export function replay(trace: ClockTrace, clockName: ClockName, busy: readonly Busy[] = [], known: Known = trace.known): { moments: Moment[]; pace: RunPace } {
  const at = (seconds: readonly [number, number, ...unknown[]]): number => warped(seconds[clockName === 'wall' ? 0 : 1], busy);
  const whole = at(trace.endSeconds);
  const legs = expectLegs(trace.plan, trace.size, known);
  let nowMs = 0;
  const clock = createRunClock(trace.plan, legs, undefined, () => nowMs);
  const moments: Moment[] = [];
  const tell = (): void => {
    const { secondsLeft, fraction, leg } = clock.now();
    const { activity, phase } = legs[leg]!;
    moments.push({ atSeconds: nowMs / 1000, secondsLeft, truthSeconds: whole - nowMs / 1000, fraction, leg: `${activity} ${phase ?? ''}`.trim() });
  };
  const passTo = (seconds: number): void => {
    for (; nowMs + 1000 < seconds * 1000; nowMs += 1000) tell();
    nowMs = seconds * 1000;
  };
  for (const event of trace.events) {
    passTo(at(event));
    const [, , ...told] = event;
    clock.observe(engineEvent(told as unknown as ClockEvent));
    tell();
  }
  passTo(whole);
  return { moments, pace: { train: trace.size.train, legs: clock.paces() } };
}

/** Of the end nobody wants more than "a few seconds". */
export const lastSeconds = 10;

/** One event a line. */
export function traceText({ events, ...rest }: ClockTrace): string {
  const lines = events.map((event) => `    ${JSON.stringify(event)}`).join(',\n');
  return `${JSON.stringify(rest, null, 1).replace(/\n}$/, '')},\n "events": [\n${lines}\n ]\n}\n`;
}
