import type { ExpectedLeg } from './run-legs.ts';

/** A leg with what it has shown so far. */
export interface LegTime extends ExpectedLeg {
  /** Units done; of an epoch that goes on, its part. */
  readonly done: number;
  readonly isBegun: boolean;
  /** Seconds whose units are known: all but those until its first event, in which graphs are built too. */
  readonly seenSeconds: number;
  /** Units and their time, what is long ago counting less. */
  readonly recent: { readonly units: number; readonly seconds: number };
  readonly isOver: boolean;
}

/** Seconds after which what was measured counts a third: a machine gets busy and idle again. */
const memorySeconds = 45;
/** What was expected of a leg counts like so many measured seconds, of the machine like so many. */
const doubtSeconds = 8;
const speedDoubtSeconds = 1;

export const unbegun = (leg: ExpectedLeg): LegTime => ({
  ...leg,
  done: 0,
  isBegun: false,
  seenSeconds: 0,
  recent: { units: 0, seconds: 0 },
  isOver: false,
});

/** All legs `seconds` after the event before, one of them with `done` units. */
export function moved(legs: readonly LegTime[], at: number, done: number, seconds: number): LegTime[] {
  const kept = Math.exp(-seconds / memorySeconds);
  return legs.map((leg, index) => {
    const recent = { units: leg.recent.units * kept, seconds: leg.recent.seconds * kept };
    if (index !== at) return { ...leg, recent };
    const units = Math.max(0, done - leg.done);
    const now = { ...leg, done: leg.done + units, isBegun: true };
    if (!leg.isBegun) return { ...now, recent };
    return { ...now, seenSeconds: leg.seenSeconds + seconds, recent: { units: recent.units + units, seconds: recent.seconds + seconds } };
  });
}

/** Whether it takes as much longer than expected as others do: an earlier run's machine was another one in all, a guess was of computing alone. */
const followsMachine = ({ isCompute, isMeasured }: LegTime): boolean => isCompute || isMeasured;

/** How much longer than expected everything takes by now; 1 where nothing has shown it. */
export function slowness(legs: readonly LegTime[]): number {
  const shown = legs.filter(followsMachine);
  const measured = shown.reduce((sum, { recent }) => sum + recent.seconds, 0);
  const expected = shown.reduce((sum, { recent, unitSeconds }) => sum + recent.units * unitSeconds, 0);
  return (measured + speedDoubtSeconds) / (expected + speedDoubtSeconds);
}

/** Seconds a unit: what was expected, giving way to what is seen. */
export function unitSecondsNow(leg: LegTime, slow: number): number {
  const expected = Math.max(1e-9, leg.unitSeconds * (followsMachine(leg) ? slow : 1));
  return (leg.recent.seconds + doubtSeconds) / (leg.recent.units + doubtSeconds / expected);
}

const secondsLeftOf = (leg: LegTime, slow: number): number =>
  leg.isOver ? 0 : Math.max(0, leg.units - leg.done) * unitSecondsNow(leg, slow);

/** Seconds of computing after which the machine's speed is known. */
const enoughSeconds = 2;
/** The part of what is left that may be a guess while a figure is shown. */
const mayGuess = 1 / 3;

/** Seconds left of all legs, and whether that is worth saying. */
export function timeLeft(legs: readonly LegTime[]): { readonly seconds: number; readonly isWorth: boolean } {
  const slow = slowness(legs);
  const isSpeedKnown = legs.reduce((sum, leg) => sum + (leg.isCompute ? leg.seenSeconds : 0), 0) >= enoughSeconds;
  let seconds = 0;
  let guessed = 0;
  for (const leg of legs) {
    const left = secondsLeftOf(leg, slow);
    seconds += left;
    const isKnown = leg.isMeasured || leg.seenSeconds >= enoughSeconds || (leg.isCompute && isSpeedKnown);
    if (!isKnown) guessed += left;
  }
  return { seconds, isWorth: guessed <= seconds * mayGuess };
}
