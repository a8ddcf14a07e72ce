import type { Leg } from '../../../shared/contract/run-calls.ts';
import type { LegPace } from '../../store/json-columns.ts';
import type { FromEngine } from '../../../shared/trainer-protocol.ts';
import type { RunPlan } from '../../../shared/run-spec.ts';
import { runningMs } from '../../running-ms.ts';
import { moved, slowness, timeLeft, unbegun, unitSecondsNow } from './leg-time.ts';
import type { LegTime } from './leg-time.ts';
import { meanWork, workOf } from './leg-work.ts';
import type { ExpectedLeg } from './run-legs.ts';

interface RunTime {
  /** Index of the leg that goes on. */
  readonly leg: number;
  /** Of the time that the whole run takes, 0 to below 1; never falls. */
  readonly fraction: number;
  /** Of the whole run; null while too much of it would be a guess. */
  readonly secondsLeft: number | null;
  /** That the run will have at most; fewer where a phase has stopped early. */
  readonly epochs: number;
  /** Whether a phase that has not ended may stop before all its epochs. */
  readonly mayStopEarly: boolean;
}

/** One clock for a whole run: its legs as expected, corrected by what they turn out to take. */
export interface RunClock {
  observe(event: FromEngine): void;
  now(): RunTime;
  /** Of the legs until now. */
  paces(): LegPace[];
}

/** What a resumed run has behind it. */
export interface Behind {
  /** Phases of its epochs, in order. */
  readonly phases: readonly string[];
  readonly seconds: number;
}

const isOnce = ({ activity }: Leg): boolean => activity === 'starting' || activity === 'saving';

/** Events of work after which a figure is shown. */
const leastEvents = 3;
const almostDone = 0.999;
/** The part of an epoch that validation and the checkpoint take where it was not measured yet. */
const usualTail = 0.15;

/** @param expected as `expectLegs` gives them */
export function createRunClock(
  plan: Pick<RunPlan, 'phases'>,
  expected: readonly ExpectedLeg[],
  behind: Behind = { phases: [], seconds: 0 },
  nowMs: () => number = runningMs,
): RunClock {
  let legs = expected.map(unbegun);
  const startedMs = nowMs();
  const paces: LegPace[] = [];
  const ended = new Map<string, number>();
  const epochsDone = (phase: string): number => ended.get(phase) ?? 0;
  let at = 0;
  let legBegan = { ms: startedMs, done: 0 };
  let lastMs = startedMs;
  let events = 0;
  let highest = 0;
  let isShown = false;
  /** Of the running epoch; and the part of it that its steps take. */
  let epochMs = startedMs;
  let stepsEndedMs = startedMs;
  let stepShare = 1 - usualTail;
  let sinceBest = 0;
  /** What was counted of the leg, and in its earlier passes: validation pictures are read before those to train on. */
  let counted = 0;
  let pass = { detail: '', done: 0 };

  const order = (phase: string | null | undefined): number => plan.phases.findIndex(({ name }) => name === phase);
  const epochsOf = (phase: string): number => plan.phases[order(phase)]!.epochs;
  const secondsSince = (ms: number): number => (nowMs() - ms) / 1000;
  const change = (index: number, changes: Partial<LegTime>): void => void (legs[index] = { ...legs[index]!, ...changes });

  // A resumed run: earlier phases are over, and what the running one trains on lies in the cache.
  for (const phase of behind.phases) ended.set(phase, epochsDone(phase) + 1);
  const running = order(behind.phases.at(-1));
  for (const [index, { activity, phase }] of legs.entries()) {
    if (phase === null || order(phase) > running) continue;
    if (order(phase) === running && activity === 'training') change(index, { done: workOf(legs[index]!.shares, epochsDone(phase), plan.phases[running]!.epochs) });
    else change(index, { isOver: true });
  }

  function enter(activity: Leg['activity'], phase: string | undefined): void {
    const fits = (leg: Leg): boolean => leg.activity === activity && (phase === undefined || leg.phase === phase);
    const next = legs.findIndex((leg, index) => index > at && fits(leg));
    if (fits(legs[at]!) || next < 0) return;
    // What has no steps ends with the first step of what comes next.
    if (isOnce(legs[at]!)) lastMs = nowMs();
    paces.push(...paceOfRunning());
    for (let index = at; index < next; index++) change(index, { isOver: true });
    at = next;
    change(at, { isOver: false });
    legBegan = { ms: lastMs, done: legs[at]!.done };
    [epochMs, sinceBest, counted, pass] = [lastMs, 0, 0, { detail: '', done: 0 }];
  }

  function paceOfRunning(): LegPace[] {
    const { activity, phase, done } = legs[at]!;
    const units = isOnce(legs[at]!) ? 1 : done - legBegan.done;
    return units > 0 ? [{ activity, phase, units, seconds: (lastMs - legBegan.ms) / 1000 }] : [];
  }

  /** @param count pictures or epochs of the leg, of so many */
  function advance(count: number, total: number): void {
    counted = count;
    const done = workOf(legs[at]!.shares, count, total);
    legs = moved(legs, at, done, secondsSince(lastMs));
    lastMs = nowMs();
    events++;
  }

  function observeProgress({ activity, done, total, phase, detail = '' }: Extract<FromEngine, { type: 'progress' }>): void {
    if (activity === 'training') return;
    if (activity === 'validating') return advance(epochsDone(phase!) + stepShare + (1 - stepShare) * 0.8 * (done / Math.max(1, total)), epochsOf(phase!));
    enter(activity, phase);
    if (activity === 'saving') return;
    if (detail !== pass.detail) pass = { detail, done: counted };
    const { shares, units } = legs[at]!;
    if (detail === 'validation') return advance(pass.done + done, units / meanWork(shares));
    change(at, { units: workOf(shares, pass.done + total, pass.done + total) });
    advance(pass.done + done, pass.done + total);
  }

  function observeEpoch({ phase, isBest }: Extract<FromEngine, { type: 'epoch' }>['report']): void {
    const inSteps = (stepsEndedMs - epochMs) / 1000;
    const whole = secondsSince(epochMs);
    if (whole > 0) stepShare = Math.min(0.95, Math.max(0.3, inSteps / whole));
    ended.set(phase, epochsDone(phase) + 1);
    sinceBest = isBest ? 0 : sinceBest + 1;
    enter('training', phase);
    advance(epochsDone(phase), epochsOf(phase));
    epochMs = nowMs();
    const here = plan.phases[order(phase)]!;
    if (here.patience === 0) return;
    const least = epochsDone(phase) + here.patience - sinceBest;
    const { shares } = legs[at]!;
    const count = shares.length > 0 ? here.epochs : Math.min(here.epochs, Math.max(expected[at]!.units, least));
    change(at, { units: workOf(shares, count, here.epochs) });
  }

  /** What starts and what saves has no steps: it is believed to end soon after its time is over. */
  function settled(leg: LegTime, index: number): LegTime {
    if (index !== at || leg.isBegun) return leg;
    const whole = leg.units * unitSecondsNow(leg, slowness(legs));
    return { ...leg, done: Math.max(leg.done, leg.units * Math.min(0.9, secondsSince(legBegan.ms) / Math.max(1e-9, whole))) };
  }

  return {
    observe(event) {
      if (event.type === 'progress') observeProgress(event);
      else if (event.type === 'step') {
        enter('training', event.phase);
        advance(epochsDone(event.phase) + (stepShare * event.step) / event.steps, epochsOf(event.phase));
        stepsEndedMs = nowMs();
      } else if (event.type === 'epoch') observeEpoch(event.report);
    },
    now() {
      const { seconds, isWorth } = timeLeft(legs.map(settled));
      const elapsed = behind.seconds + secondsSince(startedMs);
      highest = Math.max(highest, Math.min(almostDone, elapsed / Math.max(1e-9, elapsed + seconds)));
      isShown ||= isWorth && events >= leastEvents;
      const isEnded = ({ name }: { name: string }): boolean =>
        legs.some((leg) => leg.activity === 'training' && leg.phase === name && leg.isOver);
      return {
        leg: at,
        fraction: highest,
        secondsLeft: isShown ? seconds : null,
        epochs: plan.phases.reduce((sum, phase) => sum + (isEnded(phase) ? epochsDone(phase.name) : phase.epochs), 0),
        mayStopEarly: plan.phases.some((phase) => phase.patience > 0 && !isEnded(phase)),
      };
    },
    paces: () => [...paces, ...paceOfRunning()],
  };
}
