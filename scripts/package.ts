// npm run package [-- --dir]: the window as an installable program, into dist/. Goes as far as it can and says what is missing (exit 3).
// electron-builder is taken from npm when it is needed: 250 packages that nothing else here uses.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import sharp from 'sharp';
import { locateEngine } from '../src/core/engine-host/locate.ts';
import { StudioError } from '../src/core/errors.ts';
import { buildElectron } from './build-electron.ts';
import { electronBinary } from './electron.ts';

const checkout = join(import.meta.dirname, '..');
const builder = 'electron-builder@26.17.0';
const say = (line: string): void => console.error(line);

/** Something that this machine lacks. */
class Missing extends Error {}

/** The engine that goes into the program: the one this machine uses. */
function engineForPackage(): Record<string, string> {
  try {
    const { folder } = locateEngine();
    if (!basename(folder).startsWith('tensorflow-cpu') && process.platform === 'linux') {
      say('The engine that goes along is the one for NVIDIA GPUs (several GB); GRAFT_ENGINE=cpu takes the other one.');
    }
    say(`The engine that goes along: ${folder}`);
    // electron-builder puts the checkout in front even of a path that begins with /.
    return { GRAFT_ENGINE_FOLDER: relative(checkout, folder), GRAFT_ENGINE_NAME: basename(folder) };
  } catch (error) {
    if (error instanceof StudioError && error.code === 'engine-missing')
      throw new Missing(`${error.message}; run "npm run setup" first.`);
    throw error;
  }
}

/** Electron's folder: a given one, the downloaded one, else it is downloaded now. */
function electronFolder(): string {
  const present = electronBinary();
  if (present) return folderOf(present);
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    throw new Missing(
      `There is no Electron in ${process.env.ELECTRON_OVERRIDE_DIST_PATH}; correct ELECTRON_OVERRIDE_DIST_PATH.`,
    );
  }
  say('Downloading Electron.');
  const installer = join(checkout, 'node_modules/electron/install.js');
  const { status, stderr } = spawnSync(process.execPath, [installer], { encoding: 'utf8', timeout: 600_000 });
  const downloaded = electronBinary();
  if (status === 0 && downloaded) return folderOf(downloaded);
  const reason =
    /^\s*(?:\w*Error: )?(.*\b(?:failed|ENOTFOUND|ECONN\w+|status|code|Forbidden|timed? ?out)\b.*)$/im.exec(stderr)?.[1] ??
    `it ended with ${status}`;
  throw new Missing(
    `Electron's binary is not on this machine and cannot be downloaded (${reason.trim()}): unpack electron-v${electronVersion()} for this system into a ` +
      'folder and name it in ELECTRON_OVERRIDE_DIST_PATH, or name a mirror in ELECTRON_MIRROR.',
  );
}

const electronVersion = (): string =>
  (JSON.parse(readFileSync(join(checkout, 'node_modules/electron/package.json'), 'utf8')) as { version: string }).version;

/** The folder that holds `electron`, or on a Mac `Electron.app`. */
const folderOf = (binary: string): string =>
  process.platform === 'darwin' ? join(dirname(binary), '../../..') : dirname(binary);

/** What electron-builder.yml takes from out/build-resources. */
async function makeResources(): Promise<void> {
  const folder = join(checkout, 'out/build-resources');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(checkout, 'package.json'), join(folder, 'package.json'));
  const picture = sharp(join(checkout, 'src/renderer/public/icon.svg'), { density: 600 }).resize(1024, 1024);
  await picture.png().toFile(join(folder, 'icon.png'));
}

function runBuilder(environment: Record<string, string>, electron: string, args: readonly string[]): number {
  const command = ['exec', '--yes', '--package', builder, '--', 'electron-builder', '--config', 'electron-builder.yml'];
  const { status, error } = spawnSync('npm', [...command, `-c.electronDist=${electron}`, ...args], {
    cwd: checkout,
    stdio: 'inherit',
    // npm and what it starts then run with this Node, which is new enough for them.
    env: { ...process.env, ...environment, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
  });
  if (error) throw new Missing(`npm does not start (${error.message}); install Node with npm.`);
  return status ?? 1;
}

try {
  buildElectron();
  await makeResources();
  say('The window is built: out/.');
  // The one that runs this is the pinned one.
  const environment = { ...engineForPackage(), GRAFT_NODE: relative(checkout, process.execPath) };
  process.exitCode = runBuilder(environment, electronFolder(), process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  say(`Not packaged: ${error.message}`);
  process.exitCode = 3;
}
