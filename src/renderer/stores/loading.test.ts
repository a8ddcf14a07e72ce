import { expect, test } from 'vitest';
import { StudioCallError } from '../api/call-error.ts';
import { useLoading } from './loading.ts';

test('calls that come while one runs ask once more at its end', async () => {
  let asked = 0;
  const { load, isLoading } = useLoading(async () => {
    asked += 1;
    await Promise.resolve();
  });
  const all = [load(), load(), load()];
  expect(isLoading.value).toBe(true);
  await Promise.all(all);
  expect(asked).toBe(2);
  expect(isLoading.value).toBe(false);
});

test('an error is kept until a try succeeds', async () => {
  const failures: Error[] = [new StudioCallError('not-found', 'no data set 9')];
  const { load, error } = useLoading(async () => {
    const failure = failures.pop();
    if (failure) throw failure;
  });
  await load();
  expect(error.value?.code).toBe('not-found');
  await load();
  expect(error.value).toBeNull();
});
