/** Processor milliseconds that a pool takes for a picture of a folder, file, decoding, resizing and message: a process of its own. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { locateEngine } from '../src/core/engine-host/locate.ts';
import { createImagePool } from '../src/core/images/image-pool.ts';
import { spreadOf } from './spread.ts';
import { preprocessingOf } from './usual-preprocessing.ts';

export interface DecodeWork {
  readonly folder: string;
  readonly imageSize: number;
  readonly threads: number;
  readonly by: 'engine' | 'libvips';
}

export interface DecodeFigures {
  readonly pictureMs: number;
  /** Most that was resident. */
  readonly memoryMb: number;
}

const rounds = 4;

async function figuresOf({ folder, imageSize, threads, by }: DecodeWork): Promise<DecodeFigures> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const jpegDecoder = by === 'engine' ? locateEngine().jpegDecoder : null;
  if (by === 'engine' && jpegDecoder === null) throw new Error('The engine has no JPEG decoder: run "npm run setup"');
  const pool = createImagePool({ threads, jpegDecoder });
  const readAll = () => Promise.all(files.map((file) => pool.read({ file, view: null, preprocessing: preprocessingOf(imageSize) })));
  try {
    await readAll();
    const each: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = process.cpuUsage();
      await readAll();
      const { user, system } = process.cpuUsage(before);
      each.push((user + system) / 1000 / files.length);
    }
    return { pictureMs: spreadOf(each).median, memoryMb: process.resourceUsage().maxRSS / 1000 };
  } finally {
    await pool.close();
  }
}

process.once('message', (work: DecodeWork) => {
  void figuresOf(work).then((figures) => process.send!(figures, () => process.disconnect()));
});
