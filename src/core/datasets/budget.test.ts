import { setTimeout as wait } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBudget } from './budget.ts';

test('costs running together never exceed the limit, but for one that is larger and alone; everything ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ cost: fc.integer({ min: 1, max: 15 }), fails: fc.boolean() }), { maxLength: 20 }),
      async (jobs) => {
        const budget = createBudget(10);
        const running = new Set<{ cost: number }>();
        let most = 0;
        const results = await Promise.allSettled(
          jobs.map((job) =>
            budget.spend(job.cost, async () => {
              running.add(job);
              most = Math.max(most, running.size);
              const together = [...running].reduce((sum, { cost }) => sum + cost, 0);
              expect(together <= 10 || running.size === 1).toBe(true);
              await wait(job.cost % 3);
              running.delete(job);
              if (job.fails) throw new Error('fails');
              return job.cost;
            }),
          ),
        );
        expect(results.map((result) => result.status)).toEqual(jobs.map((job) => (job.fails ? 'rejected' : 'fulfilled')));
        if (jobs.length > 1 && jobs.every((job) => job.cost <= 5)) expect(most).toBeGreaterThan(1);
        for (const result of results) if (result.status === 'rejected') expect(result.reason.message).toBe('fails');
      },
    ),
    { numRuns: 40 },
  );
});
