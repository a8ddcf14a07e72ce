import { defineConfig } from 'vitest/config';
import { engineEnvironment } from '../../src/core/engine-host/environment.ts';

/** The goldens of training, and nothing of the window, which needs packages that a machine with a GPU may lack. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    pool: 'forks',
    maxWorkers: 2,
    include: ['test/train.test.ts', 'test/train-first-step.test.ts', 'src/core/graph/{gradients,optimizers,variables}.test.ts', 'src/core/engine/*.test.ts'],
    env: { ...(engineEnvironment(2) as Record<string, string>), GRAFT_GOLDEN_SLACK: '2' },
    // The output is read at the end of a lease: failures and totals.
    reporters: ['dot'],
  },
});
