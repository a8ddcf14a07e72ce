import { expect, test } from 'vitest';
import { visible } from './visible.ts';

test('what a name holds that would do something to what stands around it is seen instead, all else is as it was', () => {
  expect(visible('a\u001b[31mb\u0000c\nd\te\u0085f\u202eg\u2028h')).toBe('a\\u001b[31mb\\u0000c\\nd\\te\\u0085f\\u202eg\\u2028h');
  expect(visible('Übung “猫” 🐈 a\u00a0b')).toBe('Übung “猫” 🐈 a\u00a0b');
});
