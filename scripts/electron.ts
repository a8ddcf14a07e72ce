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
export function electronMissing(binary = electronBinary(), machine: Machine = thisMachine()): string | null {
  const { platform, environment, isRoot } = machine;
  if (binary === null) return 'Electron\'s binary is not on this machine ("npx install-electron" downloads it)';
  if (platform !== 'linux') return null;
  if (!environment.DISPLAY && !environment.WAYLAND_DISPLAY) return 'there is no display';
  return isRoot ? 'you are root, for whom Electron has no sandbox' : null;
}

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  readonly isRoot: boolean;
}

const thisMachine = (): Machine => ({ platform: process.platform, environment: process.env, isRoot: process.getuid?.() === 0 });

/** Builds the program where its sources are newer, and runs it to its end. Returns its exit code. */
export async function runElectron(args: readonly string[]): Promise<number> {
  const built = join(checkout, 'out/main/index.js');
  if (!existsSync(built) || statSync(built).mtimeMs < newestSourceMs()) {
    console.error('Building the window; this is done once after an update.');
    const bundler = join(checkout, 'node_modules/electron-vite/bin/electron-vite.js');
    const { status } = spawnSync(process.execPath, [bundler, 'build', '--logLevel', 'warn'], { cwd: checkout, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error(`The window could not be built (electron-vite ended with ${status}). Run "npm run setup".`);
  }
  // With this variable, which editors made with Electron leave to their terminals, Electron would be plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  const program = spawn(electronBinary()!, [checkout, ...args], { stdio: 'inherit', env: environment });
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
  const sources = ['src', 'electron.vite.config.ts', 'vite.renderer.config.ts', 'scripts/checked-messages.ts', 'package-lock.json'].map((name) => join(checkout, name));
  const below = sources.flatMap((source) =>
    statSync(source).isDirectory() ? readdirSync(source, { recursive: true }).map((name) => join(source, String(name))) : [],
  );
  return Math.max(...[...sources, ...below].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
