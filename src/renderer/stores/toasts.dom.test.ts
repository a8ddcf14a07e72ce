import { expect, test } from 'vitest';
import { useToasts } from './toasts.ts';

test('errors stay until they are closed, the rest goes by itself', () => {
  const toasts = useToasts();
  toasts.show('Saved');
  toasts.show('Broken', { kind: 'error' });
  toasts.show('Slow', { seconds: 20 });
  expect(toasts.toasts.map(({ kind, seconds }) => [kind, seconds])).toEqual([
    ['info', 6],
    ['error', null],
    ['info', 20],
  ]);
});

test('at most four; closing takes the one that was shown', () => {
  const toasts = useToasts();
  const ids = ['a', 'b', 'c', 'd', 'e'].map((message) => toasts.show(message));
  expect(toasts.toasts.map(({ message }) => message)).toEqual(['b', 'c', 'd', 'e']);
  toasts.close(ids[2]!);
  toasts.close(ids[0]!);
  expect(toasts.toasts.map(({ message }) => message)).toEqual(['b', 'd', 'e']);
});
