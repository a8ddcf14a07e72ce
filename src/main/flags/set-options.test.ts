import { expect, test } from 'vitest';
import { setWish } from './set-options.ts';

test('a level alone is of LAC, a method alone of 0.9; neither asks for no sets', () => {
  expect(setWish({ sets: 0.8 })).toEqual({ level: 0.8, method: 'lac' });
  expect(setWish({ setMethod: 'raps' })).toEqual({ level: 0.9, method: 'raps' });
  expect(setWish({ sets: 0.95, setMethod: 'aps' })).toEqual({ level: 0.95, method: 'aps' });
  expect(setWish({})).toBeNull();
});
