import { readFileSync } from 'node:fs';
import { cacheRoot, locateEngine } from '../../core/engine-host/locate.ts';
import { nvidiaGpus } from '../../core/engine-host/nvidia-gpus.ts';
import { existingFolder } from '../../core/files/folder-size.ts';
import { freeDiskBytes } from '../../core/files/free-disk.ts';
import { toWireError } from '../../core/errors.ts';
import { defaultThreads } from '../../core/runs/executors/engine-process.ts';
import { knownPrecision } from '../../core/runs/executors/precision.ts';
import type { SystemInfo } from '../../shared/contract/system-calls.ts';
import type { Desk } from './desk.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** What is known of this machine without measuring anything. */
export async function systemInfo({ studio, door }: Desk): Promise<SystemInfo> {
  const engine = engineState();
  const known = engine.state === 'ready' ? knownPrecision() : null;
  return {
    version,
    door: door.kind,
    platform: process.platform,
    dataFolder: studio.folder.root,
    engine,
    precision: known && { precision: known.precision, reason: known.reason },
    threads: defaultThreads(),
    freeDiskBytes: Math.min(freeDiskBytes(studio.folder.root), freeDiskBytes(existingFolder(cacheRoot()))),
    hasNativePicker: door.pickFolder !== null,
  };
}

function engineState(): SystemInfo['engine'] {
  try {
    const { version: engine } = locateEngine();
    return { state: 'ready', version: engine, device: deviceOf(engine) };
  } catch (error) {
    return { state: 'missing', error: toWireError(error) };
  }
}

/** A CUDA engine computes on the GPU only where the driver fits, which the first measurement tells. */
function deviceOf(engine: string): string {
  if (engine.startsWith('tensorflow-cpu') || process.platform === 'darwin') return 'CPU';
  const known = knownPrecision();
  if (known && !known.gpu) return 'CPU';
  const [gpu] = nvidiaGpus();
  if (known) return gpu ?? 'GPU';
  return gpu === undefined ? 'CPU' : `${gpu} (not tried yet)`;
}
