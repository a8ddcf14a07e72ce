import { expect, test } from 'vitest';
import { createLabelActs } from './label-acts.ts';

test('an answer is true only where nothing was labelled between question and answer', async () => {
  const acts = createLabelActs();
  const before = acts.asking();
  expect(before()).toBe(true);
  const { promise, resolve } = Promise.withResolvers<string>();
  const call = acts.during(promise);
  const meanwhile = acts.asking();
  expect([before(), meanwhile()]).toEqual([false, false]);
  resolve('labelled');
  expect(await call).toBe('labelled');
  expect([before(), meanwhile(), acts.asking()()]).toEqual([false, false, true]);
});

test('a call that fails has ended too', async () => {
  const acts = createLabelActs();
  await expect(acts.during(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(acts.asking()()).toBe(true);
});
