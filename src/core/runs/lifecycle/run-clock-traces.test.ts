import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lastSeconds, replay } from '../../../../test/clock-trace.ts';
import type { Busy, ClockTrace, Moment } from '../../../../test/clock-trace.ts';

// Real runs, kept by `npm run bench -- progress --keep`, by the time their trainer worked: what else ran on that machine is not in it.
const folder = path.join(import.meta.dirname, '../../../../test/fixtures/clock-traces');
const trace = (name: string): ClockTrace => JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as ClockTrace;

const sample = trace('the-sample-first-run');
const leaves = trace('2000-leaves-first-run');
const [sampleAgain, leavesAgain] = [trace('the-sample-second-run'), trace('2000-leaves-second-run')];

/** The second run knows how long the first one took, where everything took `times` as long. */
const knowing = (second: ClockTrace, first: ClockTrace, times: number): ClockTrace => ({
  ...second,
  known: { ...second.known, pace: replay(first, 'work', [{ fromSeconds: 0, times }]).pace },
});

const minuteTwo = 60;

/** Which run, on a machine how many times as slow as the one where it was recorded. */
const cases: Record<string, { of: ClockTrace; slower: number }> = {
  'the sample on a machine a fifth as quick': { of: sample, slower: 5 },
  'the sample again, on a machine a tenth as quick': { of: knowing(sampleAgain, sample, 10), slower: 10 },
  'the sample again, eight times as slow as the first time': { of: knowing(sampleAgain, sample, 1), slower: 8 },
  'the sample for 40 epochs from stage 4 on, on a machine a fifth as quick': { of: trace('the-sample-stage-4'), slower: 5 },
  '2,000 leaves': { of: leaves, slower: 1 },
  '2,000 leaves on a machine half as quick': { of: leaves, slower: 2 },
  '2,000 leaves again, on such a machine': { of: knowing(leavesAgain, leaves, 2), slower: 2 },
  '2,000 leaves again, twice as slow as the first time': { of: knowing(leavesAgain, leaves, 1), slower: 2 },
  '2,000 leaves again, three times as quick as the first time': { of: knowing(leavesAgain, leaves, 6), slower: 2 },
};

const worst = (moments: readonly Moment[]): Moment & { ratio: number } =>
  moments.map((moment) => ({ ...moment, ratio: moment.secondsLeft! / moment.truthSeconds })).reduce((a, b) => (Math.abs(Math.log(b.ratio)) > Math.abs(Math.log(a.ratio)) ? b : a));

/** What was said from `fromSeconds` on while more than a few seconds were left. */
const saidFrom = (moments: readonly Moment[], fromSeconds: number): Moment[] =>
  moments.filter(({ atSeconds, truthSeconds }) => atSeconds >= fromSeconds && truthSeconds >= lastSeconds);

function expectWithinAThird(moments: readonly Moment[], fromSeconds: number): void {
  const said = saidFrom(moments, fromSeconds);
  expect(said.length).toBeGreaterThan(10);
  expect(said.filter(({ secondsLeft }) => secondsLeft === null)).toEqual([]);
  const { ratio, atSeconds, leg } = worst(said);
  expect(Math.abs(ratio - 1), `${ratio} after ${atSeconds} s, in ${leg}`).toBeLessThan(1 / 3);
}

test.each(Object.entries(cases))('%s: at its own pace every figure from minute two on is within a third', (_, { of, slower }) => {
  expectWithinAThird(replay(of, 'work', [{ fromSeconds: 0, times: slower }]).moments, minuteTwo);
});

/** Seconds after which a new pace is believed. */
const believedSeconds = 60;

test.each([3, 1 / 3])('within a minute after everything begins to take %s times as long, figures are within a third again', (times) => {
  const whole = leaves.endSeconds[1];
  for (const part of [0.3, 0.5, 0.7]) {
    const busy: Busy[] = [{ fromSeconds: part * whole, times }];
    const { moments } = replay(leaves, 'work', busy);
    const from = part * whole + believedSeconds;
    if (saidFrom(moments, from).length > 10) expectWithinAThird(moments, from);
  }
});
