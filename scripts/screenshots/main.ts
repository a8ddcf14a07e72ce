// npm run screenshots [-- data use …]: the pictures of the README, taken of the desktop program's real window on the embedded sample with a real run.
import { join } from 'node:path';
import { runUnderDisplay } from '../real-electron/under-display.ts';

// The window fills it: 1280 x 800 points of page below its title and its menu.
process.exitCode = await runUnderDisplay(join(import.meta.dirname, 'take.ts'), process.argv.slice(2), '1280x846');
