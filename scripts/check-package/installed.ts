import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sh } from './system.ts';

/** Installs a deb as a person would: dpkg, and what it depends on from the system's archive where it is missing. */
export function install(deb: string): void {
  try {
    sh('dpkg', ['--install', deb]);
  } catch {
    sh('apt-get', ['update', '-q']);
    sh('apt-get', ['install', '-qy', '--fix-broken', '--no-install-recommends']);
  }
  const state = sh('dpkg-query', ['-W', '-f=${Status}', 'graft-studio']);
  if (state !== 'install ok installed') throw new Error(`The package is "${state}" after its installation`);
}

/** What is wrong with the files of an installed package, without starting it. */
export function faultsOfFiles(home: string): string[] {
  const faults: string[] = [];
  const owners = sh('find', [home, '-not', '-user', 'root', '-o', '-perm', '/022', '-not', '-type', 'l']).trim();
  if (owners) faults.push(`can be changed by others than root: ${owners}`);
  const mode = statSync(join(home, 'chrome-sandbox')).mode & 0o7777;
  if (mode !== 0o755 && mode !== 0o4755) faults.push(`chrome-sandbox has mode ${mode.toString(8)}`);
  const entry = readFileSync('/usr/share/applications/graft-studio.desktop', 'utf8');
  const [, command] = /^Exec=(\S+)/m.exec(entry) ?? [];
  if (!existsSync(join('/usr/bin', command!))) faults.push(`the menu starts ${command}, which is not in /usr/bin`);
  const licences = ['packages.txt', 'node.txt', 'tensorflow.txt', 'embedded-weights.json'].map((name) => join(home, 'resources/licences', name));
  const texts = [...licences, join(home, 'LICENSE.electron.txt'), join(home, 'LICENSES.chromium.html')];
  for (const file of texts) if (!existsSync(file) || statSync(file).size < 500) faults.push(`${file} is missing or empty`);
  return faults;
}
