import { expect, test } from 'vitest';
import { checkMessages } from './checked-messages.ts';

test('a message that cannot be read stops the build', () => {
  expect(() => checkMessages({ page: { title: 'one {n}' } })).not.toThrow();
  expect(() => checkMessages({ page: { title: 'one {n' } })).toThrow('one {n');
});
