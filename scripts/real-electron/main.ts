// npm run test:electron [-- arguments of Playwright]: the browser tests' `electron` project in a real Electron, under a display of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { electronVersion, realElectron } from './electron.ts';
import { programForTests } from './program.ts';
import { checkout } from './tools.ts';

if (process.platform !== 'linux') {
  console.error('The Electron for tests runs on Linux alone. Where Electron itself is installed: npm run test:e2e -- --project=electron');
  process.exit(3);
}
if (spawnSync('xvfb-run', ['--help']).error) {
  console.error('xvfb-run is missing. On Debian and Ubuntu: apt-get install $(scripts/real-electron/apt-packages)');
  process.exit(3);
}
const binary = await realElectron();
const program = await programForTests();
console.log(`Electron ${electronVersion} for tests: ${binary}`);
const playwright = join(checkout, 'node_modules/@playwright/test/cli.js');
const { status } = spawnSync('xvfb-run', ['-a', process.execPath, playwright, 'test', '--project=electron', ...process.argv.slice(2)], {
  cwd: checkout,
  stdio: 'inherit',
  env: { ...process.env, GRAFT_TEST_ELECTRON: binary, GRAFT_TEST_PROGRAM: program },
});
process.exitCode = status ?? 1;
