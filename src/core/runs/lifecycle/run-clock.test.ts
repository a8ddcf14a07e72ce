import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Leg } from '../../../shared/contract/run-calls.ts';
import type { Phase } from '../../../shared/run-spec.ts';
import type { FromEngine } from '../../../shared/trainer-protocol.ts';
import { createRunClock } from './run-clock.ts';
import type { ExpectedLeg } from './run-legs.ts';
import { legsOf } from './run-legs.ts';
import { createProgressTracker } from './run-progress.ts';

const phase = (name: Phase['name'], epochs: number, patience = 0, cut = 'stage4'): Phase => ({
  name,
  cut,
  epochs,
  patience,
  learningRate: 1,
  batchSize: 1,
  augment: 'none',
  labelSmoothing: 0,
  solver: 'iterative',
  l2: null,
});
const step = (name: string, epoch: number, number: number, steps: number): FromEngine => ({
  type: 'step',
  phase: name,
  epoch,
  step: number,
  steps,
  loss: 0.5,
  imagesPerSecond: 7,
  memoryBytes: 1e8,
});
const epochEnd = (name: string, epoch: number, isBest = true): FromEngine => ({
  type: 'epoch',
  report: {
    epoch,
    phase: name,
    trainLoss: 1,
    trainAccuracy: 1,
    valLoss: 1,
    valAccuracy: 1,
    learningRate: 1,
    imagesPerSecond: 1,
    seconds: 1,
    isBest,
  },
});

interface Story {
  readonly phases: readonly Phase[];
  /** Epochs of each phase until it stops. */
  readonly epochs: readonly number[];
  /** Seconds of the start, a picture's features, an epoch (each phase), saving, an answer. */
  readonly seconds: { readonly start: number; readonly picture: number; readonly epoch: readonly number[]; readonly save: number; readonly answer: number };
  readonly pictures: number;
  readonly steps: number;
}

/** What a trainer says of it, each with the seconds until it is said. */
function* told({ phases, epochs, seconds, pictures, steps }: Story): Generator<{ after: number; event: FromEngine }> {
  let wait = seconds.start;
  let epoch = 0;
  for (const [i, { name }] of phases.entries()) {
    for (const [detail, count] of [['validation', Math.ceil(pictures / 4)], ['training', pictures]] as const) {
      for (let done = 0; done < count; ) {
        const batch = Math.min(16, count - done);
        done += batch;
        yield { after: wait + batch * seconds.picture, event: { type: 'progress', activity: 'features', done, total: count, detail, phase: name } };
        wait = 0;
      }
    }
    for (let n = 1; n <= epochs[i]!; n++) {
      epoch++;
      for (let at = 1; at <= steps; at++) yield { after: (0.8 * seconds.epoch[i]!) / steps, event: step(name, epoch, at, steps) };
      yield { after: 0.2 * seconds.epoch[i]!, event: epochEnd(name, epoch) };
    }
  }
  yield { after: 0, event: { type: 'progress', activity: 'saving', done: 0, total: 1 } };
  wait = seconds.save;
  for (let done = 0; done < pictures / 4; ) {
    const batch = Math.min(32, Math.ceil(pictures / 4) - done);
    done += batch;
    yield { after: wait + batch * seconds.answer, event: { type: 'progress', activity: 'evaluating', done, total: Math.ceil(pictures / 4) } };
    wait = 0;
  }
}

/** The story as it is expected: what the network computes `off` times as quick as it will be. */
const expectedOf = ({ phases, seconds, pictures }: Story, off = 1, isMeasured = false): ExpectedLeg[] =>
  legsOf({ phases: [...phases] }).map((leg) => {
    const index = phases.findIndex(({ name }) => name === leg.phase);
    const [units, unitSeconds] = ((): [number, number] => {
      if (leg.activity === 'starting') return [1, seconds.start];
      if (leg.activity === 'saving') return [1, seconds.save];
      if (leg.activity === 'evaluating') return [Math.ceil(pictures / 4), seconds.answer];
      if (leg.activity === 'training') return [phases[index]!.epochs, seconds.epoch[index]!];
      return [pictures + Math.ceil(pictures / 4), seconds.picture];
    })();
    const isCompute = leg.phase !== null || leg.activity === 'evaluating';
    return { ...leg, units, unitSeconds: isCompute ? unitSeconds / off : unitSeconds, isMeasured, isCompute, shares: [] };
  });

/** Every moment of a story as the clock tells it, with what is truly left. */
function followed(story: Story, legs: ExpectedLeg[]) {
  let nowMs = 1e6;
  const clock = createRunClock({ phases: [...story.phases] }, legs, undefined, () => nowMs);
  const moments: { at: number; left: number | null; fraction: number; epochs: number; leg: number; mayStopEarly: boolean }[] = [];
  const note = () => {
    const { secondsLeft: left, ...time } = clock.now();
    moments.push({ at: (nowMs - 1e6) / 1000, left, ...time });
  };
  note();
  for (const { after, event } of told(story)) {
    nowMs += after * 1000;
    clock.observe(event);
    note();
  }
  const whole = (nowMs - 1e6) / 1000;
  return { whole, clock, moments: moments.map((moment) => ({ ...moment, truth: whole - moment.at })) };
}

const someSeconds = (max: number) => fc.double({ min: 0.001, max, noNaN: true });
const stories: fc.Arbitrary<Story> = fc
  .record({
    two: fc.boolean(),
    most: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
    stops: fc.integer({ min: 1, max: 12 }),
    pictures: fc.integer({ min: 4, max: 200 }),
    steps: fc.integer({ min: 1, max: 12 }),
    seconds: fc.record({
      start: someSeconds(20),
      picture: someSeconds(0.5),
      epoch: fc.tuple(someSeconds(20), someSeconds(20)),
      save: someSeconds(5),
      answer: someSeconds(0.5),
    }),
  })
  .map(({ two, most, stops, ...rest }) => ({
    ...rest,
    phases: two ? [phase('head', most[0], 5, 'head'), phase('fine-tune', most[1])] : [phase('train', most[1])],
    epochs: two ? [Math.min(most[0], stops), most[1]] : [most[1]],
  }));

test('however wrong the expectation, the bar never goes back, and time left is never negative', () => {
  fc.assert(
    fc.property(stories, fc.double({ min: 0.02, max: 50, noNaN: true }), (story, off) => {
      const { moments } = followed(story, expectedOf(story, off));
      for (const [i, { fraction, left, leg }] of moments.entries()) {
        const before = moments[i - 1];
        expect(fraction).toBeGreaterThanOrEqual(before?.fraction ?? 0);
        expect(fraction).toBeLessThan(1);
        expect(leg).toBeGreaterThanOrEqual(before?.leg ?? 0);
        expect(left ?? 0).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(left ?? 0)).toBe(true);
        // Once shown it stays.
        expect(left === null && before?.left !== undefined && before.left !== null).toBe(false);
      }
    }),
  );
});

test('on a machine that is slower or faster than expected the figure is within a third as soon as it is shown', () => {
  fc.assert(
    fc.property(stories, fc.double({ min: 0.2, max: 5, noNaN: true }), (story, off) => {
      // Nothing stops early here, and there is work enough to measure.
      const whole = { ...story, epochs: story.phases.map(({ epochs }) => epochs) };
      const { moments, whole: seconds } = followed(whole, expectedOf(whole, off));
      for (const { at, left, truth } of moments) {
        // The first minute measures; near the end a second or two is a third.
        if (at < 60 || left === null || truth < 20 || seconds < 90) continue;
        expect(Math.abs(left / truth - 1), `after ${at} s: ${left} for ${truth}`).toBeLessThan(1 / 3);
      }
    }),
  );
});

const twoPhases: Story = {
  phases: [phase('head', 30, 5, 'head'), phase('fine-tune', 10)],
  epochs: [13, 10],
  seconds: { start: 4, picture: 0.02, epoch: [0.1, 8], save: 2, answer: 0.03 },
  pictures: 160,
  steps: 10,
};

test('a phase that stops early: at most 40 until then, 23 of 23 at the end', () => {
  const { moments } = followed(twoPhases, expectedOf(twoPhases));
  const first = moments.filter(({ leg }) => leg <= 2);
  const second = moments.filter(({ leg }) => leg > 2);
  expect(new Set(first.map(({ epochs, mayStopEarly }) => `${epochs} ${mayStopEarly}`))).toEqual(new Set(['40 true']));
  expect(new Set(second.map(({ epochs, mayStopEarly }) => `${epochs} ${mayStopEarly}`))).toEqual(new Set(['23 false']));
});

test('nothing is said while it would be a guess; what was measured before is said after three events', () => {
  const firstSaid = (isMeasured: boolean) => followed(twoPhases, expectedOf(twoPhases, 1, isMeasured)).moments.find(({ left }) => left !== null)!;
  expect(firstSaid(false).at).toBeGreaterThan(twoPhases.seconds.start + 2);
  expect(firstSaid(true).at).toBeLessThan(twoPhases.seconds.start + 1);
  expect(Math.abs(firstSaid(true).left! / firstSaid(true).truth - 1)).toBeLessThan(0.2);
});

test('what the parts took is kept for the next run', () => {
  const { clock } = followed(twoPhases, expectedOf(twoPhases));
  const paces = clock.paces().map(({ activity, phase: name, units, seconds }) => [activity, name, Math.round(units), Math.round(seconds)]);
  expect(paces).toEqual([
    ['starting', null, 1, 4],
    ['features', 'head', 200, 4],
    ['training', 'head', 13, 1],
    ['features', 'fine-tune', 200, 4],
    ['training', 'fine-tune', 10, 80],
    ['saving', null, 1, 3],
    ['evaluating', null, 40, 0],
  ]);
});

test('a resumed run stands where it was: its phase, its epochs, the time it has taken', () => {
  let nowMs = 0;
  const behind = { phases: [...Array<string>(13).fill('head'), ...Array<string>(4).fill('fine-tune')], seconds: 45 };
  const clock = createRunClock({ phases: [...twoPhases.phases] }, expectedOf(twoPhases, 1, true), behind, () => nowMs);
  // Six of ten epochs of 8 s, the start, the end.
  expect(clock.now().fraction).toBeCloseTo(45 / (45 + 4 + 48 + 2 + 1.2), 2);
  expect(clock.now()).toMatchObject({ epochs: 23, mayStopEarly: false });
  for (let at = 1; at <= 5; at++) {
    nowMs += 800;
    clock.observe(step('fine-tune', 18, at, 10));
  }
  expect(clock.now().secondsLeft!).toBeGreaterThan(36);
  expect(clock.now().secondsLeft!).toBeLessThan(60);
});

test('progress says what is done in one shape, from the start', () => {
  const legs = expectedOf(twoPhases);
  const clock = createRunClock({ phases: [...twoPhases.phases] }, legs);
  const tracker = createProgressTracker(7, legs, clock, { epoch: 1, phase: 'head' });
  const names = legs.map(({ activity, phase: name }): Leg => ({ activity, phase: name }));
  expect(tracker.now).toMatchObject({ run: 7, activity: 'starting', legs: names, leg: 0, secondsLeft: null, epoch: 1, epochs: 40 });
  tracker.observe({ type: 'progress', activity: 'features', done: 3, total: 9, detail: 'training', phase: 'head', memoryBytes: 5 });
  expect(tracker.now).toMatchObject({ activity: 'features', leg: 1, done: 3, total: 9, detail: 'training', phase: 'head', loss: null, memoryBytes: 5 });
  for (let i = 1; i <= 4; i++) tracker.observe(step('head', 2, i, 8));
  expect(tracker.now).toMatchObject({ activity: 'training', leg: 2, done: 4, total: 8, epoch: 2, loss: 0.5 });
  tracker.observe({ type: 'progress', activity: 'validating', done: 1, total: 4, phase: 'head' });
  // While an epoch is judged its figures stand.
  expect(tracker.now).toMatchObject({ activity: 'validating', leg: 2, epoch: 2, loss: 0.5, imagesPerSecond: 7 });
  const pictures = [{ imageId: 3, label: 1, bars: [{ label: 1, probability: 0.7 }] }];
  tracker.observe({ type: 'watched', pictures });
  tracker.observe(step('head', 2, 5, 8));
  expect(tracker.now).toMatchObject({ done: 5, watched: pictures });
});

test('of a run whose pictures grow, time left counts that later epochs take longer; resumed in the middle too', () => {
  const sizes = [{ imageSize: 64, epochs: 5 }, { imageSize: 96, epochs: 3 }, { imageSize: 128, epochs: 2 }];
  const grown: Phase = { ...phase('train', 10), sizes };
  const takes = [...Array<number>(5).fill(4), ...Array<number>(3).fill(9), ...Array<number>(2).fill(16)];
  const shares = [{ part: 0.5, weight: 4 / 16 }, { part: 0.3, weight: 9 / 16 }, { part: 0.2, weight: 1 }];
  const units = takes.reduce((sum, seconds) => sum + seconds, 0) / 16;
  const expected = legsOf({ phases: [grown] }).map((leg): ExpectedLeg =>
    leg.activity === 'training' ? { ...leg, units, unitSeconds: 16, isMeasured: true, isCompute: true, shares } : { ...leg, units: 0, unitSeconds: 0, isMeasured: true, isCompute: false, shares: [] },
  );
  for (const begins of [0, 4]) {
    let nowMs = 0;
    const behind = { phases: Array<string>(begins).fill('train'), seconds: 4 * begins };
    const clock = createRunClock({ phases: [grown] }, expected, behind, () => nowMs);
    clock.observe(step('train', begins + 1, 0, 4));
    for (let epoch = begins; epoch < 10; epoch++) {
      for (let at = 1; at <= 4; at++) {
        nowMs += (takes[epoch]! * 1000 * 0.85) / 4;
        clock.observe(step('train', epoch + 1, at, 4));
      }
      nowMs += takes[epoch]! * 1000 * 0.15;
      clock.observe(epochEnd('train', epoch + 1));
      const left = takes.slice(epoch + 1).reduce((sum, seconds) => sum + seconds, 0);
      const { secondsLeft, fraction } = clock.now();
      expect(Math.abs(secondsLeft! - left)).toBeLessThanOrEqual(0.02 * left + 0.1);
      expect(Math.abs(fraction - (1 - left / (16 * units)))).toBeLessThan(0.02);
    }
  }
});
