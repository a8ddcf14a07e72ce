import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { iconSizes } from '../draw-icons.ts';
import { checkout, runTo } from '../real-electron/tools.ts';
import { dependsOf } from './libraries.ts';
import { sizeBytes } from './sizes.ts';

const resources = join(checkout, 'resources');
/** What the program says of itself, which `control` names as its home page, and what that shows and points at. */
const pages = ['README.md', 'docs', 'models/README.md', 'resources/README.md', 'e2e/README.md'];

interface About {
  readonly version: string;
  readonly author: { readonly name: string; readonly email: string };
}

export interface DebOptions {
  /** What electron-builder packed. */
  readonly unpacked: string;
  /** Of the package; Debian's `+` marks one that is not for people. */
  readonly versionSuffix: string;
  /** 0 to 9, as xz counts. */
  readonly level: number;
  readonly output: string;
}

/**
 * Writes a deb with dpkg-deb: the program in /opt/graft-studio, its command, desktop entry and icons where systems look for them.
 * Icon caches and menus are refreshed by dpkg's triggers of their own packages. @returns the file
 */
export async function writeDeb({ unpacked, versionSuffix, level, output }: DebOptions): Promise<string> {
  const tree = join(output, 'deb');
  rmSync(tree, { recursive: true, force: true });
  fillTree(tree, unpacked);
  const about = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as About;
  const version = about.version + versionSuffix;
  mkdirSync(join(tree, 'DEBIAN'));
  const control = readFileSync(join(resources, 'deb/control'), 'utf8');
  const values: Record<string, string> = {
    version,
    maintainer: `${about.author.name} <${about.author.email}>`,
    installedKib: String(Math.ceil(sizeBytes(tree) / 1024)),
    depends: (await dependsOf(join(tree, 'opt/graft-studio'))).join(', '),
  };
  writeFileSync(join(tree, 'DEBIAN/control'), control.replaceAll(/\{(\w+)\}/g, (_all, name: string) => values[name]!));
  for (const script of ['postinst', 'prerm']) copyFileSync(join(resources, 'deb', script), join(tree, 'DEBIAN', script));
  allowAll(tree);
  for (const script of ['postinst', 'prerm']) chmodSync(join(tree, 'DEBIAN', script), 0o755);
  const file = join(output, `graft-studio_${version}_amd64.deb`);
  await runTo('dpkg-deb', ['--root-owner-group', '-Zxz', `-z${level}`, '--build', tree, file]);
  rmSync(tree, { recursive: true });
  return file;
}

function fillTree(tree: string, unpacked: string): void {
  const at = (path: string): string => {
    mkdirSync(join(tree, path, '..'), { recursive: true });
    return join(tree, path);
  };
  cpSync(unpacked, at('opt/graft-studio'), { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(tree, 'usr/bin'), { recursive: true });
  symlinkSync('/opt/graft-studio/graft-studio', join(tree, 'usr/bin/graft-studio'));
  copyFileSync(join(resources, 'linux/graft-studio.desktop'), at('usr/share/applications/graft-studio.desktop'));
  for (const size of iconSizes) {
    // hicolor's index knows no larger ones.
    if (size <= 512) copyFileSync(join(resources, `icons/${size}x${size}.png`), at(`usr/share/icons/hicolor/${size}x${size}/apps/graft-studio.png`));
  }
  copyFileSync(join(resources, 'icons/graft-studio.svg'), at('usr/share/icons/hicolor/scalable/apps/graft-studio.svg'));
  copyFileSync(join(resources, 'deb/copyright'), at('usr/share/doc/graft-studio/copyright'));
  for (const name of pages) cpSync(join(checkout, name), at(`usr/share/doc/graft-studio/${name}`), { recursive: true });
}

/** Everybody may read it, whatever the umask was where it was packed. */
function allowAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) allowAll(path);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}
