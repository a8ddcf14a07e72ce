// npm start: opens the studio, in Electron where its binary and a display are there, else in the browser. Everything was set up by
// scripts/pinned-node before. What stands behind `npm start --` goes to `graft serve`, or as folders to Electron.
import { electronMissing, runElectron } from './electron.ts';

const args = process.argv.slice(2);
// Options of `serve` ask for the browser.
const missing = args.some((arg) => arg.startsWith('--')) ? 'you gave options of graft serve' : electronMissing();
if (missing === null) {
  console.error('Opening Graft Studio in Electron, which is on this machine.');
  process.exitCode = await runElectron(args);
} else {
  console.error(`Opening Graft Studio in the browser: ${missing}.`);
  process.argv.splice(2, args.length, 'serve', '--open', ...args);
  await import('../src/main/cli.ts');
}
