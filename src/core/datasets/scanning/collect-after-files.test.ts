import { expect, test } from 'vitest';
import { collectAfterFiles } from './collect-after-files.ts';

test('what a step of a large scan leaves behind is given back in a process without flags', async () => {
  expect(globalThis.gc).toBeUndefined();
  const left = new WeakRef(Array.from({ length: 1000 }, (_, i) => ({ i })));
  await new Promise((resolve) => setTimeout(resolve));
  collectAfterFiles(9_999);
  expect(left.deref()).toBeDefined();
  await new Promise((resolve) => setTimeout(resolve));
  collectAfterFiles(10_000);
  expect(left.deref()).toBeUndefined();
});
