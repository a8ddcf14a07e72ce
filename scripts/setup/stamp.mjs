import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheRoot, checkout, currentPlatform } from './places.mjs';
import { pinnedNode } from './packages.mjs';

/** Puts the engine's binding where tfjs-node looks for it, so that tfjs-node itself loads too. */
export function linkBinding(engine) {
  const link = join(checkout, 'node_modules', '@tensorflow', 'tfjs-node-gpu', 'lib', 'napi-v8', 'tfjs_binding.node');
  const target = join(engine, 'tfjs_binding.node');
  mkdirSync(dirname(link), { recursive: true });
  if (currentTarget(link) === target) return;
  const made = `${link}.${process.pid}`;
  rmSync(made, { force: true });
  symlinkSync(target, made);
  renameSync(made, link);
}

function currentTarget(link) {
  try {
    return readlinkSync(link);
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'EINVAL') return undefined;
    throw error;
  }
}

/**
 * What scripts/pinned-node reads before every command, a value a line: pinned Node (relative to the checkout), engine
 * folder, cache root and its place under the home folder where nothing overrules it, the choice of engine.
 */
export function writeStamp(engine) {
  const lines = [pinnedNode(), engine, cacheRoot(), currentPlatform().cacheSuffix, process.env.GRAFT_ENGINE || 'auto'];
  const stamp = join(checkout, 'node_modules', '.graft-ready');
  writeFileSync(`${stamp}.new`, `${lines.join('\n')}\n`);
  renameSync(`${stamp}.new`, stamp);
}
