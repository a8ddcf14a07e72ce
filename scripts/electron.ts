// The window as an Electron program: whether it can be shown on this machine, and starting it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '..');
const names: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/** Electron's own program, null where it was never downloaded. */
export function electronBinary(): string | null {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(checkout, 'node_modules/electron/dist');
  const file = join(folder, names[process.platform] ?? 'electron');
  return existsSync(file) ? file : null;
}

/** Why the Electron window cannot be shown here, as the end of a sentence; null where it can. */
export function electronMissing(): string | null {
  if (electronBinary() === null) return 'Electron\'s binary is not on this machine ("npx install-electron" downloads it)';
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return hasDisplay ? null : 'there is no display';
}

/** Builds the program where its sources are newer, and runs it to its end. Returns its exit code. */
export async function runElectron(args: readonly string[]): Promise<number> {
  const built = join(checkout, 'out/main/index.js');
  if (!existsSync(built) || statSync(built).mtimeMs < newestSourceMs()) {
    console.error('Building the window; this is done once after an update.');
    const bundler = join(checkout, 'node_modules/electron-vite/bin/electron-vite.js');
    const { status } = spawnSync(process.execPath, [bundler, 'build', '--logLevel', 'warn'], { cwd: checkout, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error(`The window could not be built (electron-vite ended with ${status}). Run "npm run setup".`);
  }
  const program = spawn(electronBinary()!, [checkout, ...args], { stdio: 'inherit' });
  // Ctrl-C reaches both; the program decides when it ends.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  program.once('error', reject);
  program.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  process.once('SIGTERM', () => program.kill('SIGTERM'));
  try {
    return await promise;
  } finally {
    process.off('SIGINT', ignore);
  }
}

function newestSourceMs(): number {
  const sources = ['src', 'electron.vite.config.ts', 'vite.renderer.config.ts', 'package-lock.json'].map((name) => join(checkout, name));
  const below = sources.flatMap((source) =>
    statSync(source).isDirectory() ? readdirSync(source, { recursive: true }).map((name) => join(source, String(name))) : [],
  );
  return Math.max(...[...sources, ...below].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
