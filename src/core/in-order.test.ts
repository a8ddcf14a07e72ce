import { expect, test } from 'vitest';
import { begunAtOnce, inOrder } from './in-order.ts';

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

test('the first item is asked for before anybody waits for it, and is told once; who never asks hears of no failure', async () => {
  const asked: number[] = [];
  async function* items(failing: boolean) {
    for (let n = 0; n < 3; n++) {
      asked.push(n);
      yield n;
      if (failing) throw new Error('no more');
    }
  }
  const begun = begunAtOnce(items(false));
  expect(asked).toEqual([0]);
  expect(await Array.fromAsync(begun)).toEqual([0, 1, 2]);
  await expect(Array.fromAsync(begunAtOnce(items(true)))).rejects.toThrow('no more');
  const unheard = begunAtOnce(inOrder(items(false), () => Promise.reject(new Error('nothing there')), 1));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(unheard.next()).rejects.toThrow('nothing there');
});
