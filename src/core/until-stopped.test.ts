import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { untilStopped } from './until-stopped.ts';

async function* counting(upTo: number, onEnd = (): void => undefined): AsyncGenerator<number> {
  try {
    for (let i = 1; i <= upTo; i++) yield i;
  } finally {
    onEnd();
  }
}

test('nobody stops: everything comes, and the source is ended once', async () => {
  let ends = 0;
  expect(await Array.fromAsync(untilStopped(counting(3, () => ends++), undefined, 'Stopped'))).toEqual([1, 2, 3]);
  expect(ends).toBe(1);
});

test('a wish to stop is heard before the next one, and while the source waits for what never comes', async () => {
  const stopping = new AbortController();
  const seen: number[] = [];
  const all = async () => {
    for await (const one of untilStopped(counting(5), stopping.signal, 'Stopped early')) {
      seen.push(one);
      if (one === 2) stopping.abort();
    }
  };
  await expect(all()).rejects.toMatchObject({ code: 'cancelled', message: 'Stopped early' });
  expect(seen).toEqual([1, 2]);
  const silent = (async function* (): AsyncGenerator<number> {
    yield await new Promise<number>(() => undefined);
  })();
  const waiting = new AbortController();
  void delay(10).then(() => waiting.abort());
  await expect(Array.fromAsync(untilStopped(silent, waiting.signal, 'Stopped'))).rejects.toMatchObject({ code: 'cancelled' });
});

test('what the source throws is thrown', async () => {
  const failing = (async function* (): AsyncGenerator<number> {
    yield 1;
    throw new Error('no more');
  })();
  await expect(Array.fromAsync(untilStopped(failing, new AbortController().signal, 'Stopped'))).rejects.toThrow('no more');
});
