/** A process that reads the same picture over and over (by libvips, or a decoder that is named), and says what it holds (RssAnon, bytes) after some hundreds and after thousands. Linux. */
import { readFileSync } from 'node:fs';
import { createImagePool } from './image-pool.ts';

const [file, few, many] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])];
const pool = createImagePool({ threads: 1, jpegDecoder: process.argv[5] ?? null });
const preprocessing = { imageSize: 64, cropPct: 0.875, interpolation: 'bilinear' } as const;
const held = (): number => 1024 * Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]);

async function readTimes(count: number): Promise<void> {
  const ahead = 48;
  for (let done = 0; done < count; done += ahead) {
    const read = await Promise.all(Array.from({ length: ahead }, () => pool.read({ file, view: null, preprocessing })));
    for (const one of read) if (!one.ok) throw new Error(one.reason);
  }
}

await readTimes(few);
const before = held();
await readTimes(many);
const after = held();
await pool.close();
process.stdout.write(JSON.stringify({ before, after }));
