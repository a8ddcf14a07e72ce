import { existsSync, readdirSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../errors.ts';
import { homeFolder } from '../files/home-folder.ts';

/** Per-user folder for what can be made again (engines, measurements); `GRAFT_CACHE` moves it. */
export function cacheRoot(): string {
  if (process.env.GRAFT_CACHE) return process.env.GRAFT_CACHE;
  if (process.env.XDG_CACHE_HOME) return join(process.env.XDG_CACHE_HOME, 'graft-studio');
  if (platform() === 'darwin') return join(homeFolder(), 'Library', 'Caches', 'graft-studio');
  return join(homeFolder(), '.cache', 'graft-studio');
}

/** In a packaged program the engine that came with it; a checkout has no such folder. */
const shippedEngines = fileURLToPath(new URL('../../../engines', import.meta.url));

export interface EngineLocation {
  readonly folder: string;
  readonly binding: string;
  /** What decodes JPEG by the engine's own libjpeg (scripts/setup/jpeg_decoder.cc); null in an engine that has none. */
  readonly jpegDecoder: string | null;
  /** `tensorflow-cpu-2.21.0-1`: wheel, its version, revision of our build. */
  readonly version: string;
}

/** Which engines `GRAFT_ENGINE` (`cpu`, `cuda`, else any) admits; the wheel of a CUDA engine is plain `tensorflow`. */
function isWanted(version: string): boolean {
  const wanted = process.env.GRAFT_ENGINE;
  if (wanted !== 'cpu' && wanted !== 'cuda') return true;
  return version.startsWith('tensorflow-cpu') === (wanted === 'cpu') || platform() === 'darwin';
}

/**
 * The engine the set-up made, a CUDA one first. `engine.json` is written last, so an engine that has it is whole.
 * @throws StudioError `engine-missing`
 */
export function locateEngine(): EngineLocation {
  const folder = join(cacheRoot(), 'engines');
  const location = engineIn(folder) ?? engineIn(shippedEngines);
  if (location) return location;
  throw new StudioError('engine-missing', `No TensorFlow engine in ${folder}`, {
    values: { kind: 'engine-not-there', place: folder },
    hint: 'Run "npm run setup" in the checkout of Graft Studio.',
  });
}

function engineIn(folder: string): EngineLocation | null {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const versions = names.filter((name) => /^tensorflow(-cpu)?-[\d.]+-\d+$/.test(name) && isWanted(name));
  versions.sort(
    (a, b) => Number(a.startsWith('tensorflow-cpu')) - Number(b.startsWith('tensorflow-cpu')) || b.localeCompare(a),
  );
  for (const version of versions) {
    const binding = join(folder, version, 'tfjs_binding.node');
    const decoder = join(folder, version, 'jpeg_decoder.node');
    if (existsSync(binding) && existsSync(join(folder, version, 'engine.json')))
      return { folder: join(folder, version), binding, jpegDecoder: existsSync(decoder) ? decoder : null, version };
  }
  return null;
}
