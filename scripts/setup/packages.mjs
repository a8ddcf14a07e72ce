import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNetworkTrouble, SetupFailure } from './failure.mjs';
import { currentPlatform } from './places.mjs';
import { runTool } from './processes.mjs';
import { withTicker } from './report.mjs';

/** Path of the pinned Node, relative to the checkout. */
export function pinnedNode() {
  return join('node_modules', currentPlatform().nodePackage, 'bin', 'node');
}

/**
 * Does node_modules hold what package-lock.json names? npm writes a lock file of its own into node_modules when it has
 * finished, so an install that was killed does not count, and one that a developer ran does. Optional packages may be
 * absent: most of them are for other systems.
 */
export function packagesMatch(folder) {
  const wanted = readLock(join(folder, 'package-lock.json'));
  const present = readLock(join(folder, 'node_modules', '.package-lock.json'));
  if (!present || !existsSync(join(folder, pinnedNode()))) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    return found ? found.version === entry.version && found.integrity === entry.integrity : entry.optional === true;
  });
}

function readLock(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

/** Installs exactly what package-lock.json names, unless that has been done. */
export async function installPackages({ folder, logFolder, lock, step }) {
  if (packagesMatch(folder)) return step.done('up to date');
  const startedMs = Date.now();
  rmSync(join(folder, 'node_modules', '.package-lock.json'), { force: true }); // a kill from here on leaves "not installed"
  const args = ['ci', '--include=dev', '--include=optional', ...quickRetries];
  const run = () => runTool('npm', args, { lock, cwd: folder });
  const { found, code, output } = await withTicker(step, (seconds) => `npm ci, ${seconds} s`, run);
  if (!found) throw new SetupFailure('npm is missing: install it (it comes with Node) and run this again.');
  if (code !== 0) throw npmFailure(output, logFolder);
  if (!packagesMatch(folder)) {
    throw new SetupFailure('npm ci left packages out that package-lock.json names; see "npm ls" and run this again.');
  }
  return step.done(`installed in ${Math.round((Date.now() - startedMs) / 1000)} s`);
}

// npm's own waits between tries add up to more than a minute before it says that there is no network.
const quickRetries = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=10000'];

function npmFailure(output, logFolder) {
  if (isNetworkTrouble(output)) {
    return new SetupFailure(
      'No network: npm could not reach the package registry; connect (or set npm\'s proxy) and run this again.',
    );
  }
  mkdirSync(logFolder, { recursive: true });
  const log = join(logFolder, 'npm-ci.log');
  writeFileSync(log, output);
  const reason = output.split('\n').find((line) => /^npm (error|ERR!) (?!code)/.test(line)) ?? 'it gave no reason';
  const told = reason.replace(/^npm (error|ERR!) /, '');
  return new SetupFailure(`npm ci failed (${told}); mend what ${log} says and run this again.`);
}
