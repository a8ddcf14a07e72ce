// npm run test:electron [-- arguments of Playwright]: the browser tests' `electron` project in a real Electron, under a display of its own.
import { join } from 'node:path';
import { checkout } from './tools.ts';
import { runUnderDisplay } from './under-display.ts';

const playwright = join(checkout, 'node_modules/@playwright/test/cli.js');
process.exitCode = await runUnderDisplay(playwright, ['test', '--project=electron', ...process.argv.slice(2)]);
