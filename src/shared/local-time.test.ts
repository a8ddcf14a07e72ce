import { afterEach, expect, test } from 'vitest';
import { dayHere, minuteHere, secondHere } from './local-time.ts';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

test('times are those of the clock that a person sees, also where it is another day there', () => {
  const ms = Date.UTC(2026, 10, 28, 23, 5, 9);
  process.env['TZ'] = 'Asia/Kathmandu';
  expect([dayHere(ms), minuteHere(ms), secondHere(ms)]).toEqual(['2026-11-29', '2026-11-29 04:50', '2026-11-29 04:50:09']);
  process.env['TZ'] = 'UTC';
  expect(secondHere(ms)).toBe('2026-11-28 23:05:09');
});
