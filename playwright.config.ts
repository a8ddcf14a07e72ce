import { defineConfig } from '@playwright/test';
import { missingElectron } from './e2e/fixtures/electron-under-test.ts';

// The same specs twice: in a browser against `graft serve`, and in Electron where there is one.
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'out/e2e',
  // Each test has a data folder and a server of its own, but training takes every core.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  // On a machine that others use too a wait may be too short once; what needed a second try is told at the end (count-tests).
  retries: process.env.CI ? 1 : 0,
  reporter: process.env.GRAFT_REPORTS
    ? [['list'], ['json', { outputFile: `${process.env.GRAFT_REPORTS}/${process.env.GRAFT_TEST_ELECTRON ? 'electron' : 'playwright'}.json` }]]
    : [['list']],
  use: { viewport: { width: 1280, height: 800 }, screenshot: 'only-on-failure', actionTimeout: 15_000 },
  projects: [
    { name: 'browser', metadata: { door: 'browser' } },
    { name: 'electron', metadata: { door: 'electron', missing: missingElectron() } },
  ],
});
