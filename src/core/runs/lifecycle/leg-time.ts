import type { ExpectedLeg } from './run-legs.ts';

/** A leg with what it has shown so far. */
export interface LegTime extends ExpectedLeg {
  /** Units done; of an epoch that goes on, its part. */
  readonly done: number;
  readonly isBegun: boolean;
  /** Units of `done` whose time is known, and that time: all but what the start of the engine is mixed with. */
  readonly seen: { readonly units: number; readonly seconds: number };
  /** The same with what is long ago counting less. */
  readonly recent: { readonly units: number; readonly seconds: number };
  readonly isOver: boolean;
}

/** Seconds after which what was measured counts half and less: a machine gets busy and idle again. */
const memorySeconds = 150;
/** What was expected of a leg counts like so many measured seconds, of the machine like so many. */
const doubtSeconds = 25;
const speedDoubtSeconds = 3;

export const unbegun = (leg: ExpectedLeg): LegTime => ({
  ...leg,
  done: 0,
  isBegun: false,
  seen: { units: 0, seconds: 0 },
  recent: { units: 0, seconds: 0 },
  isOver: false,
});

/** After `done` units, `seconds` after the event before; null where that time held something else too. */
export function moved(leg: LegTime, done: number, seconds: number | null): LegTime {
  const units = Math.max(0, done - leg.done);
  if (seconds === null) return { ...leg, done: leg.done + units, isBegun: true };
  const kept = Math.exp(-seconds / memorySeconds);
  return {
    ...leg,
    done: leg.done + units,
    isBegun: true,
    seen: { units: leg.seen.units + units, seconds: leg.seen.seconds + seconds },
    recent: { units: leg.recent.units * kept + units, seconds: leg.recent.seconds * kept + seconds },
  };
}

/** How much longer the network's work takes here than was expected, by the legs that have shown it; 1 where none has. */
export function slowness(legs: readonly LegTime[]): number {
  const shown = legs.filter(({ isCompute }) => isCompute);
  const measured = shown.reduce((sum, { seen }) => sum + seen.seconds, 0);
  const expected = shown.reduce((sum, { seen, unitSeconds }) => sum + seen.units * unitSeconds, 0);
  return (measured + speedDoubtSeconds) / (expected + speedDoubtSeconds);
}

/** Seconds a unit: what was expected, giving way to what is seen. */
export function unitSecondsNow(leg: LegTime, slow: number): number {
  const expected = Math.max(1e-9, leg.unitSeconds * (leg.isCompute ? slow : 1));
  return (leg.recent.seconds + doubtSeconds) / (leg.recent.units + doubtSeconds / expected);
}

export const secondsLeftOf = (leg: LegTime, slow: number): number =>
  leg.isOver ? 0 : Math.max(0, leg.units - leg.done) * unitSecondsNow(leg, slow);

/** Seconds of computing after which the machine's speed is known. */
const enoughSeconds = 2;
/** The part of what is left that may be a guess while a figure is shown. */
const mayGuess = 1 / 3;

/** Seconds left of all legs, and whether that is worth saying. */
export function timeLeft(legs: readonly LegTime[]): { readonly seconds: number; readonly isWorth: boolean } {
  const slow = slowness(legs);
  const isSpeedKnown = legs.reduce((sum, leg) => sum + (leg.isCompute ? leg.seen.seconds : 0), 0) >= enoughSeconds;
  let seconds = 0;
  let guessed = 0;
  for (const leg of legs) {
    const left = secondsLeftOf(leg, slow);
    seconds += left;
    const isKnown = leg.isMeasured || leg.seen.seconds >= enoughSeconds || (leg.isCompute && isSpeedKnown);
    if (!isKnown) guessed += left;
  }
  return { seconds, isWorth: guessed <= seconds * mayGuess };
}
