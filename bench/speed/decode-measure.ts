/** How many pictures a second this program reads: a process of its own, so that its memory is its own. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPool } from '../../src/core/jobs/open-pool.ts';
import { spreadOf } from '../spread.ts';
import { preprocessingOf } from '../usual-preprocessing.ts';

export interface DecodeMeasurement {
  readonly folder: string;
  readonly imageSize: number;
  readonly threads: number;
}

async function rate({ folder, imageSize, threads }: DecodeMeasurement): Promise<number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const pool = openPool(threads);
  const readAll = () => Promise.all(files.map((file) => pool.read({ file, view: null, preprocessing: preprocessingOf(imageSize) })));
  try {
    await readAll();
    const rates: number[] = [];
    for (let round = 0; round < 4; round++) {
      const beganMs = performance.now();
      await readAll();
      rates.push((files.length * 1000) / (performance.now() - beganMs));
    }
    return spreadOf(rates).median;
  } finally {
    await pool.close();
  }
}

process.on('message', (measurement: DecodeMeasurement) => {
  void rate(measurement).then((value) => process.send!(value, () => process.disconnect()));
});
