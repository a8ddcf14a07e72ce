import { spawnSync } from 'node:child_process';
import { electronVersion, realElectron } from './electron.ts';
import { programForTests } from './program.ts';
import { checkout } from './tools.ts';

/** Pixels of `xvfb-run`'s own screen. */
const usualScreen = '1280x1024';

/**
 * Runs a script of this Node with the Electron of the tests and the program built for it (both named in its environment, for
 * `e2e/fixtures/electron-under-test.ts`) under a display of its own. @returns its exit code; 3 where the machine lacks something, which is said
 */
export async function runUnderDisplay(script: string, args: readonly string[], screen = usualScreen): Promise<number> {
  if (process.platform !== 'linux') {
    console.error('The Electron for tests runs on Linux alone. Where Electron itself is installed: npm run test:e2e -- --project=electron');
    return 3;
  }
  if (spawnSync('xvfb-run', ['--help']).error) {
    console.error('xvfb-run is missing. On Debian and Ubuntu: apt-get install $(scripts/real-electron/apt-packages)');
    return 3;
  }
  const binary = await realElectron();
  const program = await programForTests();
  console.log(`Electron ${electronVersion} for tests: ${binary}`);
  const display = ['-a', '-s', `-screen 0 ${screen}x24`];
  const { status } = spawnSync('xvfb-run', [...display, process.execPath, '--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: checkout,
    stdio: 'inherit',
    env: { ...process.env, GRAFT_TEST_ELECTRON: binary, GRAFT_TEST_PROGRAM: program },
  });
  return status ?? 1;
}
