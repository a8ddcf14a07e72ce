import { expect, test } from 'vitest';
import { createLabelActs } from './label-acts.ts';

test('an answer is true only where nothing was labelled between question and answer', async () => {
  const acts = createLabelActs();
  const before = acts.asking();
  expect(before()).toBe(true);
  const { promise, resolve } = Promise.withResolvers<string>();
  const call = acts.inTurn(() => promise);
  const meanwhile = acts.asking();
  expect([before(), meanwhile()]).toEqual([false, false]);
  resolve('labelled');
  expect(await call).toBe('labelled');
  expect([before(), meanwhile(), acts.asking()()]).toEqual([false, false, true]);
});

test('a call that fails has ended too', async () => {
  const acts = createLabelActs();
  await expect(acts.inTurn(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(acts.asking()()).toBe(true);
});

test('calls go out one after the other, also after one that failed', async () => {
  const acts = createLabelActs();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const call = (name: string, until: Promise<void> = Promise.resolve()) =>
    acts.inTurn(async () => {
      order.push(`${name} begins`);
      await until;
      order.push(`${name} ends`);
    });
  const all = [call('label', first.promise), call('undo')];
  expect(order).toEqual(['label begins']);
  first.reject(new Error('refused'));
  await Promise.allSettled(all);
  expect(order).toEqual(['label begins', 'undo begins', 'undo ends']);
});
