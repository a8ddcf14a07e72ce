import { expect, test } from 'vitest';
import { inOrder } from './in-order.ts';

test('what is done is told before the next item has come, as of names that somebody types', async () => {
  const second = Promise.withResolvers<void>();
  async function* typed() {
    yield 'a';
    await second.promise;
    yield 'b';
  }
  const told = inOrder(typed(), async (name) => name.toUpperCase(), 3);
  expect((await told.next()).value).toBe('A');
  second.resolve();
  expect(await Array.fromAsync(told)).toEqual(['B']);
});

test('results keep the order of their items, and no more are taken ahead than asked', async () => {
  let taken = 0;
  async function* items() {
    for (let n = 0; n < 8; n++) {
      taken++;
      yield n;
    }
  }
  const told: number[] = [];
  for await (const n of inOrder(items(), (n) => new Promise<number>((resolve) => setTimeout(resolve, n % 2 ? 0 : 5, n)), 3)) {
    told.push(n);
    expect(taken).toBeLessThanOrEqual(n + 3);
  }
  expect(told).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
