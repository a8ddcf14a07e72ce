import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const driverFolder = '/proc/driver/nvidia/gpus';

/** Names of the NVIDIA GPUs that the driver knows, whether TensorFlow can use them or not; none where it tells nothing (WSL2). */
export function nvidiaGpus(folder = driverFolder): string[] {
  const entries = existsSync(folder) ? readdirSync(folder) : [];
  return entries.map((entry) => /^Model:\s*(.+)$/m.exec(readFileSync(join(folder, entry, 'information'), 'utf8'))?.[1] ?? 'NVIDIA GPU');
}
