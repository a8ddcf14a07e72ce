import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteBinding } from './sqlite.ts';
import { checkout, runTo } from './tools.ts';

/** What the program reads beside its code. */
const besideIt = ['package.json', 'datasets', 'models'];

/**
 * The program of this checkout as Electron 33 can run it, in `out/real-electron`: built for Node 20, with the compiled better-sqlite3;
 * everything else is linked. @returns its folder
 */
export async function programForTests(): Promise<string> {
  const folder = join(checkout, 'out/real-electron');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  for (const name of besideIt) symlinkSync(join(checkout, name), join(folder, name));
  linkPackages(join(folder, 'node_modules'));
  await useBinding(join(folder, 'node_modules/better-sqlite3'));
  const bundler = join(checkout, 'node_modules/electron-vite/bin/electron-vite.js');
  await runTo(process.execPath, [bundler, 'build', '--logLevel', 'error', '--config', 'scripts/real-electron/vite.config.ts']);
  return folder;
}

function linkPackages(folder: string): void {
  const from = join(checkout, 'node_modules');
  for (const name of readdirSync(from).filter((each) => !each.startsWith('.') && each !== 'better-sqlite3')) {
    if (!name.startsWith('@')) {
      symlinkSync(join(from, name), join(folder, name));
      continue;
    }
    mkdirSync(join(folder, name));
    for (const scoped of readdirSync(join(from, name))) symlinkSync(join(from, name, scoped), join(folder, name, scoped));
  }
}

async function useBinding(folder: string): Promise<void> {
  const from = join(checkout, 'node_modules/better-sqlite3');
  for (const name of ['package.json', 'lib']) cpSync(join(from, name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, 'prebuilds'));
  copyFileSync(await sqliteBinding(), join(folder, 'prebuilds/linux-x64.node'));
  if (!existsSync(join(folder, 'lib/index.js'))) throw new Error('better-sqlite3 has no lib/index.js any more: see scripts/real-electron/program.ts');
}
