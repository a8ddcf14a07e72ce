import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

const driverFolder = '/proc/driver/nvidia/gpus';

/** Names of the NVIDIA GPUs that the driver knows, whether TensorFlow can use them or not. */
export async function nvidiaGpus(folder = driverFolder): Promise<string[]> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const texts = await Promise.all(entries.map((entry) => readFile(path.join(folder, entry, 'information'), 'utf8')));
  return texts.map((text) => /^Model:\s*(.+)$/m.exec(text)?.[1] ?? 'NVIDIA GPU');
}
