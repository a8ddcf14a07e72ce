// npm run package [-- --dir | --test-electron | --quick]: the window as an installable program, into dist/. Goes as far as it can and says
// what is missing (exit 3). On Linux a deb, which needs dpkg-deb alone, and an AppImage where its tool can be fetched; on a Mac a dmg.
// --dir stops at the folder; --test-electron takes the Electron of the tests, for machines that cannot fetch the one that is shipped;
// --quick compresses little.
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { buildElectron } from '../build-electron.ts';
import { sqliteBinding } from '../real-electron/sqlite.ts';
import { checkout } from '../real-electron/tools.ts';
import { runBuilder } from './builder.ts';
import { writeDeb } from './deb.ts';
import { electronForTests, electronToShip } from './electron-folder.ts';
import { copyEngine, engineToShip, strip } from './engine-copy.ts';
import { writeLicences } from './licences.ts';
import { Missing, say } from './missing.ts';
import { unusedPackages } from './shipped-packages.ts';
import { sizeBytes, sizesOf } from './sizes.ts';

const words = process.argv.slice(2);
const isAsked = (flag: string): boolean => words.includes(flag);
const isForTests = isAsked('--test-electron');
const isLinux = process.platform === 'linux';
const made = join(checkout, 'out/build-resources');
const dist = join(checkout, 'dist');

/** Everything that electron-builder.yml takes from this machine, under the names it has there. */
async function prepare(): Promise<Record<string, string>> {
  mkdirSync(made, { recursive: true });
  copyFileSync(join(checkout, 'package.json'), join(made, 'package.json'));
  const engine = engineToShip();
  say(`The engine that goes along: ${engine}`);
  const copy = await copyEngine(engine, join(made, 'engine'));
  // The one that runs this is the pinned one.
  const node = join(made, 'node');
  if (isLinux) await strip(process.execPath, node);
  else copyFileSync(process.execPath, node);
  writeLicences(join(made, 'licences'), engine, join(process.execPath, '../..'));
  // electron-builder puts the checkout in front even of a path that begins with /.
  return {
    GRAFT_NODE: relative(checkout, node),
    GRAFT_ENGINE_FOLDER: relative(checkout, copy),
    GRAFT_ENGINE_NAME: basename(engine),
    GRAFT_UNUSED_PACKAGES: unusedPackages().join(','),
  };
}

async function packLinux(environment: Record<string, string>, electron: { folder: string; version: string }): Promise<number> {
  const unpacked = join(dist, 'linux-unpacked');
  const code = runBuilder(environment, ['--linux', '--dir', `-c.electronDist=${electron.folder}`]);
  if (code !== 0) return code;
  if (isForTests) {
    const addon = 'resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node';
    copyFileSync(await sqliteBinding(), join(unpacked, addon));
  }
  console.log(`What is in it, with Electron ${electron.version}${isForTests ? ' (of the tests, not the one that is shipped)' : ''}:`);
  for (const line of sizesOf(unpacked)) console.log(line);
  if (isAsked('--dir')) return 0;
  const versionSuffix = isForTests ? `+test.electron${electron.version}` : '';
  const deb = await writeDeb({ unpacked, versionSuffix, level: isAsked('--quick') ? 0 : 6, output: dist });
  console.log(`${(sizeBytes(deb) / 1e6).toFixed(0).padStart(6)} MB  ${relative(checkout, deb)}`);
  if (isForTests) return 0;
  if (runBuilder(environment, ['--linux', 'AppImage', '--prepackaged', unpacked]) !== 0)
    say('No AppImage: electron-builder could not fetch its tool (above); the deb is whole.');
  return 0;
}

try {
  const electron = isForTests ? await electronForTests(join(made, 'electron')) : electronToShip();
  // The Electron of the tests has an older Node inside.
  buildElectron(isForTests ? { GRAFT_NODE_TARGET: 'node20' } : {});
  const environment = await prepare();
  const forMac = ['--mac', ...(isAsked('--dir') ? ['--dir'] : []), `-c.electronDist=${electron.folder}`];
  process.exitCode = isLinux ? await packLinux(environment, electron) : runBuilder(environment, forMac);
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  say(`Not packaged: ${error.message}`);
  process.exitCode = 3;
}
