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

test('whoever ends at once gets the cursor back that the bar has hidden, once', () => {
  vi.stubEnv('TERM', 'xterm');
  const others = process.listeners('exit');
  const { progress, text } = told(true);
  const atExit = () => process.listeners('exit').filter((listener) => !others.includes(listener));
  progress.update(1, 3);
  expect([text().includes('\u001b[?25l'), text().includes('\u001b[?25h'), atExit()]).toEqual([true, false, [expect.any(Function)]]);
  atExit()[0]!(130);
  expect(text().endsWith('\u001b[?25h\n')).toBe(true);
  progress.clear();
  expect(atExit()).toEqual([]);
});

test('a dumb terminal, which cannot move its cursor, gets lines', () => {
  vi.stubEnv('TERM', 'dumb');
  const { progress, after, text } = told(true);
  after(16);
  progress.update(7, 100, 'Training');
  progress.clear();
  expect(text()).toBe('Run: 7 %, Training\n');
});
