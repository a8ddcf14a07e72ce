import { defineConfig } from '@playwright/test';

// Run by main.ts, which has installed the program.
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: 'use.spec.ts',
  outputDir: '../../out/check-package',
  workers: 1,
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: { actionTimeout: 30_000 },
});
