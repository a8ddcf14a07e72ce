import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tellSeldom } from './tell-seldom.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('fifty news a second are told twice a second, the last of them too; what is told at once is; silence is broken every second', () => {
  const told: number[] = [];
  let news = 0;
  const teller = tellSeldom(() => void told.push(news));
  while (news < 150) {
    news += 1;
    teller.soon();
    vi.advanceTimersByTime(20);
  }
  expect(told[0]).toBe(1);
  expect(told.length).toBeGreaterThanOrEqual(6);
  expect(told.length).toBeLessThanOrEqual(7);
  vi.advanceTimersByTime(500);
  expect(told.at(-1), 'the last news').toBe(150);
  const before = told.length;
  teller.now();
  teller.now();
  expect(told.length - before).toBe(2);
  vi.advanceTimersByTime(5000);
  expect(told.length - before, 'signs of life').toBe(7);
  teller.soon();
  teller.end();
  vi.advanceTimersByTime(5000);
  expect(told.length - before, 'nothing after its end').toBe(7);
});
