import { expect, test } from 'vitest';
import { runProgress } from '../../renderer/testing/answers.ts';
import { runProgressText } from './run-progress-text.ts';

test('what stands behind the bar: the part that goes on, the epoch of at most so many, the time that is left of all of it', () => {
  expect(runProgressText(runProgress(1))).toBe('training, epoch 2 of 4, loss 0.7, 82 pictures/s, about 4 min left');
  expect(runProgressText(runProgress(1, { mayStopEarly: true, epochs: 40, secondsLeft: 37 }))).toBe('training, epoch 2 of at most 40, loss 0.7, 82 pictures/s, about 35 s left');
  const features = { activity: 'features', done: 320, total: 7052, loss: null, imagesPerSecond: null, secondsLeft: 4900 } as const;
  expect(runProgressText(runProgress(1, features))).toBe('frozen features 320 of 7 052, about 1 h 20 min left');
  expect(runProgressText(runProgress(1, { activity: 'starting', done: 0, total: 0, epoch: null, loss: null, imagesPerSecond: null, secondsLeft: null }))).toBe('starting the engine');
});
