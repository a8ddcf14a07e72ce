import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { rendererConfig } from './vite.renderer.config.ts';

/** Tests of the window's components and stores, which need a document: `x.dom.test.ts`. */
const windowTests = 'src/renderer/**/*.dom.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    // As in playwright.config.ts.
    retry: process.env.CI ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: [windowTests, '**/node_modules/**'],
          // Vitest hands out CSS as nothing unless told; a test measures the contrast of these colours.
          css: { include: [/tokens\.css/] },
          // What engineEnvironment gives every process that loads TensorFlow, without its settings of memory.
          env: { TF_ENABLE_ONEDNN_OPTS: '1', TF_NUM_INTRAOP_THREADS: '2', TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2', TF_FORCE_GPU_ALLOW_GROWTH: 'true', NVIDIA_TF32_OVERRIDE: '0', TF_DETERMINISTIC_OPS: '1', CUDA_VISIBLE_DEVICES: '0' },
        },
      },
      {
        extends: true,
        plugins: [vue()],
        // In these tests the messages come as they are written. A window that a test has built is that of everybody.
        define: { ...rendererConfig.define, __INTLIFY_DROP_MESSAGE_COMPILER__: 'false' },
        test: {
          name: 'window',
          include: [windowTests],
          environment: 'happy-dom',
          setupFiles: ['src/renderer/testing/each-test.ts'],
          environmentOptions: { happyDOM: { url: 'http://127.0.0.1/' } },
          // One window after another in one process: Vue, its components and words are read once, not once a file.
          isolate: false,
        },
      },
    ],
  },
});
