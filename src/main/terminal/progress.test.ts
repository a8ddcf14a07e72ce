import { PassThrough } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { createProgress } from './progress.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** What a stream was written, and the time, which only the test moves. */
function told(isTTY: boolean) {
  vi.useFakeTimers();
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 }) as unknown as NodeJS.WriteStream;
  let text = '';
  stream.on('data', (part: Buffer) => (text += part.toString()));
  const progress = createProgress('Run', '%', stream);
  const after = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);
  return { progress, after, text: () => text };
}

test('without a bar a line is told after a while of silence, and none where something else is told more often', () => {
  const { progress, after, text } = told(false);
  for (let epoch = 0; epoch < 5; epoch += 1) {
    after(10);
    progress.update(20 * epoch, 100, 'Training');
    progress.clear();
  }
  expect(text()).toBe('');
  after(16);
  progress.update(70, 100, 'Training');
  progress.update(71, 100, 'Training');
  expect(text()).toBe('Run: 70 %, Training\n');
});

test('a dumb terminal, which cannot move its cursor, gets lines', () => {
  vi.stubEnv('TERM', 'dumb');
  const { progress, after, text } = told(true);
  after(16);
  progress.update(7, 100, 'Training');
  progress.clear();
  expect(text()).toBe('Run: 7 %, Training\n');
});
