import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const driverFolder = '/proc/driver/nvidia/gpus';

/** Names of the NVIDIA GPUs that the driver knows, whether TensorFlow can use them or not; none where it tells nothing (WSL2). */
export function nvidiaGpus(): string[] {
  const entries = existsSync(driverFolder) ? readdirSync(driverFolder) : [];
  return entries.map((entry) => /^Model:\s*(.+)$/m.exec(readFileSync(join(driverFolder, entry, 'information'), 'utf8'))?.[1] ?? 'NVIDIA GPU');
}
