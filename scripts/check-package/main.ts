// npm run check:package [-- FILE.deb]: a deb is made with the Electron of the tests (or a given one is taken), installed on this machine, used by
// an ordinary user made for it (sample, training, export) with the sandbox on, closed, removed, and what is left is looked for. Needs root.
import { spawnSync } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { checkout } from '../real-electron/tools.ts';
import { fusesAsShipped, readFuses } from './fuses.ts';
import { faultsOfFiles, install } from './installed.ts';
import { sh, systemPaths } from './system.ts';

const user = 'graft-check';
const home = '/opt/graft-studio';
/** Kept by GTK and Mesa for every program that uses them. */
const systemsOwn = /\/\.cache\/(dconf|mesa_shader_cache\w*|fontconfig)(\/|$)|\/\.config\/dconf(\/|$)|\/\.(bashrc|profile|bash_logout)$/;

function makeDeb(): string {
  for (const old of globSync('dist/*.deb', { cwd: checkout })) rmSync(join(checkout, old));
  const args = ['--disable-warning=ExperimentalWarning', 'scripts/package/main.ts', '--test-electron', '--quick'];
  const { status } = spawnSync(process.execPath, args, { cwd: checkout, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm run package ended with ${status}`);
  return join(checkout, globSync('dist/*.deb', { cwd: checkout })[0]!);
}

function useIt(): void {
  const args = [join(checkout, 'node_modules/@playwright/test/cli.js'), 'test', '--config', join(import.meta.dirname, 'playwright.config.ts')];
  const { status } = spawnSync(process.execPath, args, { cwd: checkout, stdio: 'inherit', env: { ...process.env, GRAFT_CHECK_USER: user } });
  if (status !== 0) throw new Error('The installed program does not do what it should (above)');
}

function leftAtHome(): string[] {
  const folder = `/home/${user}`;
  const paths = sh('find', [folder, '-type', 'f']).split('\n').filter(Boolean);
  return paths.filter((path) => !path.startsWith(`${folder}/.local/share/graft-studio/`) && !systemsOwn.test(path));
}

function check(deb: string, uid: number, before: ReadonlySet<string>): void {
  install(deb);
  let isInstalled = true;
  try {
    console.log(`installed: ${sh('dpkg-query', ['-W', '-f=${Version}, ${Installed-Size} KiB', 'graft-studio'])}`);
    expect(faultsOfFiles(home), 'the files are as they should be').toEqual([]);
    expect(readFuses(join(home, 'graft-studio')), 'all fuses are set').toEqual(fusesAsShipped);
    useIt();
    sh('dpkg', ['--purge', 'graft-studio']);
    isInstalled = false;
    expect(leftAtHome(), 'nothing at home but the data folder').toEqual([]);
    // A restart empties the folder for temporary files, where Chromium and the display leave some.
    const isElsewhere = (path: string) => path.startsWith(`/home/${user}`) || path.startsWith('/tmp/');
    const left = [...systemPaths(uid)].filter((path) => !before.has(path) && !isElsewhere(path));
    expect(left.filter((path) => !belongsToPackage(path)), 'nothing of it is left on the system').toEqual([]);
    console.log('removed: nothing is left outside the data folder');
  } finally {
    if (isInstalled) sh('dpkg', ['--purge', 'graft-studio']);
  }
}

/** What came for the libraries it depends on stays, as with every package. */
const belongsToPackage = (path: string): boolean => !path.includes('graft') && spawnSync('dpkg-query', ['-S', path]).status === 0;

if (process.platform !== 'linux' || process.getuid?.() !== 0 || spawnSync('dpkg', ['--version']).error) {
  console.error('Only root on a Debian or Ubuntu machine can install a package.');
  process.exit(3);
}
if (/^graft-studio /m.test(spawnSync('dpkg-query', ['-W', 'graft-studio'], { encoding: 'utf8' }).stdout)) {
  console.error('graft-studio is installed on this machine: remove it first; the check would take it away.');
  process.exit(3);
}
const deb = process.argv[2] ?? makeDeb();
sh('useradd', ['--create-home', user]);
try {
  // After the user was made, which leaves backups in /etc where there were none.
  const before = systemPaths(null);
  check(deb, Number(sh('id', ['--user', user])), before);
} finally {
  sh('userdel', ['--remove', '--force', user]);
}
