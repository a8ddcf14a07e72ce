/** try-jpeg-decoder.mjs FILE: fails unless the decoder gives the pixels that libvips gives. A process of its own: what does not fit may end it by a signal. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';
import { checkout } from './places.mjs';

const { decode } = createRequire(import.meta.url)(process.argv[2]);
const folder = join(checkout, 'datasets', 'sample', 'maple');
const sample = readFileSync(join(folder, readdirSync(folder).sort()[0]));
const baseline = await sharp(sample).extract({ left: 0, top: 0, width: 61, height: 47 }).jpeg().toBuffer();
for (const file of [sample, baseline]) {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const pixels = new Uint8Array(data.length);
  if (!decode(file, info.width, info.height, pixels)) throw new Error('it does not decode a JPEG that is whole');
  if (Buffer.compare(pixels, data) !== 0) throw new Error('its pixels are not those of libvips');
  if (decode(file.subarray(0, file.length / 2), info.width, info.height, pixels)) throw new Error('it takes a JPEG that is cut off for whole');
}
