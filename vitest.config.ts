import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    // As in playwright.config.ts.
    retry: process.env.CI ? 1 : 0,
    // Vitest hands out CSS as nothing unless told; a test measures the contrast of these colours.
    css: { include: [/tokens\.css/] },
    // What engineEnvironment gives every process that loads TensorFlow.
    env: { TF_ENABLE_ONEDNN_OPTS: '1', TF_NUM_INTRAOP_THREADS: '2', TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2' },
  },
});
