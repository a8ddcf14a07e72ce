import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Phase } from '../../../shared/run-spec.ts';
import type { FromEngine } from '../../../shared/trainer-protocol.ts';
import { createRunClock } from './run-clock.ts';
import { createProgressTracker } from './run-progress.ts';

const phase = (name: Phase['name'], epochs: number): Phase => ({
  name,
  cut: 'head',
  epochs,
  patience: 0,
  learningRate: 1,
  batchSize: 1,
  augment: 'none',
  labelSmoothing: 0,
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
const epochEnd = (name: string, epoch: number): FromEngine => ({
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
    isBest: false,
  },
});

test('at a steady pace the time left is what the remaining steps take, also after a resume', () => {
  const some = fc.record({
    epochs: fc.integer({ min: 1, max: 5 }),
    before: fc.integer({ min: 0, max: 4 }),
    steps: fc.integer({ min: 4, max: 20 }),
    stepMs: fc.integer({ min: 1, max: 5000 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(some, ({ epochs, before, steps, stepMs, at }) => {
      fc.pre(before < epochs);
      let nowMs = 1e6;
      const clock = createRunClock({ phases: [phase('train', epochs)] }, Array(before).fill('train'), null, () => nowMs);
      const total = (epochs - before) * steps;
      const until = Math.max(4, Math.round(at * total));
      for (let i = 0; i < until; i++) {
        nowMs += stepMs;
        const epoch = before + 1 + Math.floor(i / steps);
        clock.observe(step('train', epoch, (i % steps) + 1, steps));
        expect(clock.left() === null, `after ${i + 1} steps`).toBe(i < 3);
        if ((i + 1) % steps === 0) clock.observe(epochEnd('train', epoch));
      }
      const left = ((total - until) * stepMs) / 1000;
      expect(clock.left()!.phaseSeconds).toBeCloseTo(left, 6);
      expect(clock.left()!.runSeconds).toBeCloseTo(left, 6);
    }),
  );
});

test('later phases count where they were estimated, and are left open where not', () => {
  const plan = { phases: [phase('head', 2), phase('fine-tune', 3)] };
  const estimate = { minutes: 1, featureSeconds: [1, 10], secondsPerEpoch: [4, 20], peakMemoryBytes: 1 };
  let nowMs = 0;
  const [open, known] = [null, estimate].map((given) => createRunClock(plan, [], given, () => nowMs)) as [
    ReturnType<typeof createRunClock>,
    ReturnType<typeof createRunClock>,
  ];
  for (let i = 1; i <= 4; i++) {
    nowMs += 1000;
    for (const clock of [open, known]) clock.observe(step('head', 1, i, 4));
  }
  expect(open.left()).toEqual({ phaseSeconds: 4, runSeconds: null });
  expect(known.left()).toEqual({ phaseSeconds: 4, runSeconds: 4 + 10 + 3 * 20 });
  // The head stopped early: its pace is forgotten with it.
  nowMs += 1000;
  known.observe(step('fine-tune', 2, 1, 4));
  expect(known.left()).toBeNull();
});

test('progress says what is done in one shape, with time only while training', () => {
  const tracker = createProgressTracker(
    7,
    { phases: [phase('head', 2), phase('fine-tune', 3)] },
    [{ epoch: 1, phase: 'head' }],
    null,
  );
  expect(tracker.now).toBeNull();
  tracker.observe({
    type: 'progress',
    activity: 'features',
    done: 3,
    total: 9,
    detail: 'training',
    phase: 'head',
    memoryBytes: 5,
  });
  expect(tracker.now).toEqual({
    run: 7,
    activity: 'features',
    done: 3,
    total: 9,
    detail: 'training',
    phase: 'head',
    epoch: 1,
    epochs: 5,
    loss: null,
    imagesPerSecond: null,
    secondsLeft: null,
    secondsLeftOf: null,
    memoryBytes: 5,
    watched: null,
  });
  for (let i = 1; i <= 4; i++) tracker.observe(step('head', 2, i, 8));
  expect(tracker.now).toMatchObject({
    activity: 'training',
    done: 4,
    total: 8,
    epoch: 2,
    loss: 0.5,
    secondsLeftOf: 'phase',
  });
  expect(tracker.now!.secondsLeft).toBeGreaterThan(0);
  const pictures = [{ imageId: 3, label: 1, bars: [{ label: 1, probability: 0.7 }] }];
  tracker.observe({ type: 'watched', pictures });
  expect(tracker.now).toMatchObject({ done: 4, watched: pictures });
  tracker.observe(step('head', 2, 5, 8));
  expect(tracker.now).toMatchObject({ done: 5, watched: pictures });
});
