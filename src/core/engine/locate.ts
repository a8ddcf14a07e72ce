import { existsSync, readdirSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { StudioError } from '../errors.ts';

/** Per-user folder for what can be made again (engines, measurements); `GRAFT_CACHE` moves it. */
export function cacheRoot(): string {
  if (process.env.GRAFT_CACHE) return process.env.GRAFT_CACHE;
  if (process.env.XDG_CACHE_HOME) return join(process.env.XDG_CACHE_HOME, 'graft-studio');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Caches', 'graft-studio');
  return join(homedir(), '.cache', 'graft-studio');
}

export interface EngineLocation {
  readonly folder: string;
  readonly binding: string;
  /** `tensorflow-cpu-2.21.0-1`: wheel, its version, revision of our build. */
  readonly version: string;
}

/**
 * The engine the set-up made, a CUDA one first.
 * @throws StudioError `engine-missing`
 */
export function locateEngine(): EngineLocation {
  const folder = join(cacheRoot(), 'engines');
  const versions = existsSync(folder) ? readdirSync(folder).filter((name) => /^tensorflow(-cpu)?-[\d.]+-\d+$/.test(name)) : [];
  versions.sort((a, b) => Number(a.startsWith('tensorflow-cpu')) - Number(b.startsWith('tensorflow-cpu')) || b.localeCompare(a));
  for (const version of versions) {
    const binding = join(folder, version, 'tfjs_binding.node');
    if (existsSync(binding)) return { folder: join(folder, version), binding, version };
  }
  throw new StudioError('engine-missing', `No TensorFlow engine in ${folder}`, { hint: 'Run "npm run setup" in the checkout of Graft Studio.' });
}
