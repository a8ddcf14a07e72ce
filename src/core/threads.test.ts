import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endThreads, startThread } from './threads.ts';

const counting = new URL('data:text/javascript,import { parentPort } from "node:worker_threads"; parentPort.postMessage(1); for (;;);');

test('threads that would never end are gone when a program may end', async () => {
  const threads = [startThread(counting, null), startThread(counting, null)];
  await Promise.all(threads.map((thread) => once(thread, 'message')));
  expect(threads.map(({ threadId }) => threadId)).not.toContain(-1);
  await endThreads();
  expect(threads.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  await endThreads();
});
