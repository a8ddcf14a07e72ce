import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** An opener that has not failed by then is taken to have opened something. */
const waitMs = 3000;

/** Opens the user's browser. Resolves with null, or with the reason why it could not, as the end of a sentence. */
export function openBrowser(url: string): Promise<string | null> {
  const opener = openerHere();
  if (opener === null) return Promise.resolve('there is no screen here');
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  const timer = setTimeout(() => resolve(null), waitMs);
  const finish = (reason: string | null) => {
    clearTimeout(timer);
    resolve(reason);
  };
  child.once('error', (error: NodeJS.ErrnoException) =>
    finish(error.code === 'ENOENT' ? `${opener} is missing` : error.message),
  );
  child.once('exit', (code) => finish(code === 0 ? null : `${opener} ended with ${code}`));
  child.unref();
  return promise;
}

function openerHere(): string | null {
  const { BROWSER: wished, DISPLAY: x11, WAYLAND_DISPLAY: wayland } = process.env;
  if (wished) return wished;
  if (process.platform === 'darwin') return 'open';
  // Windows shows what is opened in WSL2.
  if (process.env['WSL_DISTRO_NAME'] && existsSync('/mnt/c/Windows/explorer.exe')) return '/mnt/c/Windows/explorer.exe';
  return x11 || wayland ? 'xdg-open' : null;
}
