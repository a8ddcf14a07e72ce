import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { electronBinary } from '../electron.ts';
import { electronVersion as testedVersion, realElectron } from '../real-electron/electron.ts';
import { checkout } from '../real-electron/tools.ts';
import { Missing, say } from './missing.ts';

export interface ElectronForPackage {
  /** Holds `electron`, or on a Mac `Electron.app`. */
  readonly folder: string;
  readonly version: string;
}

/** Electron's folder: a given one, the downloaded one, else it is downloaded now. @throws Missing */
export function electronToShip(): ElectronForPackage {
  const { version } = JSON.parse(readFileSync(join(checkout, 'node_modules/electron/package.json'), 'utf8')) as { version: string };
  const present = electronBinary();
  if (present) return { folder: folderOf(present), version };
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    throw new Missing(`There is no Electron in ${process.env.ELECTRON_OVERRIDE_DIST_PATH}; correct ELECTRON_OVERRIDE_DIST_PATH.`);
  }
  say('Downloading Electron.');
  const installer = join(checkout, 'node_modules/electron/install.js');
  const { status, stderr } = spawnSync(process.execPath, [installer], { encoding: 'utf8', timeout: 600_000 });
  const downloaded = electronBinary();
  if (status === 0 && downloaded) return { folder: folderOf(downloaded), version };
  const reason =
    /^\s*(?:\w*Error: )?(.*\b(?:failed|ENOTFOUND|ECONN\w+|status|code|Forbidden|timed? ?out)\b.*)$/im.exec(stderr)?.[1] ??
    `it ended with ${status}`;
  throw new Missing(
    `Electron's binary is not on this machine and cannot be downloaded (${reason.trim()}): unpack electron-v${version} for this system into a ` +
      'folder and name it in ELECTRON_OVERRIDE_DIST_PATH, or name a mirror in ELECTRON_MIRROR.',
  );
}

const folderOf = (binary: string): string =>
  process.platform === 'darwin' ? join(dirname(binary), '../../..') : dirname(binary);

/** The Electron of the tests as a distribution: a copy without the default app that stands in for Electron's own. */
export async function electronForTests(staging: string): Promise<ElectronForPackage> {
  const from = dirname(await realElectron());
  const defaultApp = join('resources', 'app');
  rmSync(staging, { recursive: true, force: true });
  cpSync(from, staging, { recursive: true, filter: (path) => relative(from, path) !== defaultApp });
  return { folder: staging, version: testedVersion };
}
