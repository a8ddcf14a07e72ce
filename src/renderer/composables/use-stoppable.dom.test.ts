import { expect, test } from 'vitest';
import { effectScope } from 'vue';
import { useStoppable } from './use-stoppable.ts';

/** Work that ends only when it is stopped. */
const endless = (signal: AbortSignal): Promise<void> => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('who stops work or leaves it is told of no failure; what fails by itself is told, until it is begun again', async () => {
  const scope = effectScope();
  const { error, isBusy, begin, stop } = scope.run(() => useStoppable(() => null))!;
  const first = begin(endless);
  expect(isBusy.value).toBe(true);
  stop();
  await first;
  expect([isBusy.value, error.value]).toEqual([false, null]);
  await begin(() => Promise.reject(new Error('broken')));
  expect(error.value).not.toBeNull();
  let left: AbortSignal | undefined;
  const second = begin((signal) => {
    left = signal;
    return endless(signal);
  });
  expect([error.value, left!.aborted]).toEqual([null, false]);
  scope.stop();
  await second;
  expect([left!.aborted, error.value]).toEqual([true, null]);
});
