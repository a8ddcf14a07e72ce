import { expect, test } from 'vitest';
import { seededRandom } from '../src/core/training/seeded-random.ts';
import { disturbRuns } from './kill.ts';

test('run again, stopped, killed or with other decoding threads, a run ends with the same weights', async () => {
  const { undisturbed, others, moments } = await disturbRuns(3, seededRandom(1), () => undefined);
  expect(undisturbed).toMatch(/^[0-9a-f]{64}$/);
  expect(others.length).toBeGreaterThanOrEqual(4);
  for (const { what, digest } of others) expect(digest, what).toBe(undisturbed);
  expect(Object.values(moments).reduce((a, b) => a + b, 0)).toBe(3);
  expect(moments).toMatchObject({
    'feature pass': expect.any(Number),
    checkpoint: expect.any(Number),
    step: expect.any(Number),
  });
}, 400_000);
