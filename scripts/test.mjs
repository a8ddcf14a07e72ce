// npm test: the unit tests, then the studio in a real browser. GRAFT_REPORTS=<folder> writes both reports there as JSON;
// GRAFT_E2E=required makes a missing browser a failure. Arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const reports = process.env.GRAFT_REPORTS;
const run = (file, args) => {
  const { status, signal } = spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' });
  return status ?? `signal ${signal}`;
};

const unitReports = reports ? ['--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, 'vitest.json')}`] : [];
const unit = run('node_modules/vitest/vitest.mjs', ['run', ...unitReports, ...process.argv.slice(2)]);
if (unit !== 0) process.exitCode = 1;

const { browserBinary, howToInstall } = await import('../e2e/fixtures/browser-binary.ts');
if (browserBinary() === null) {
  const required = process.env.GRAFT_E2E === 'required';
  console.error(`\nTHE BROWSER TESTS WERE ${required ? 'NOT RUN' : 'SKIPPED'}. ${howToInstall}`);
  if (required) process.exitCode = 1;
} else if (run('node_modules/@playwright/test/cli.js', ['test']) !== 0) process.exitCode = 1;
