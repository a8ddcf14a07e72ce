import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { quantile } from '../../e2e/fixtures/scripting-time.ts';
import { exportModel } from '../../src/core/exporting/export-run.ts';
import { encodeOnnxModel } from '../../src/core/exporting/onnx-model.ts';
import { channelsFirst, onnxFile } from '../../src/core/exporting/onnx-reader.ts';
import { createImagePool } from '../../src/core/images/image-pool.ts';
import { predictWithOnnx } from '../../src/core/runs/use/predict-export.ts';
import { exportRequest } from '../../test/export-request.ts';
import { generatedModel, smallPreprocessing } from '../../test/generated-model.ts';
import type { Figure, Measure } from './measure.ts';

/** Enough that what a start costs is what it is for a person with a folder of pictures: little. */
const pictures = 1000;
const batch = 16;
const rounds = 5;
const size = 224;
const preprocessing = { ...smallPreprocessing, imageSize: size };

/** JPEGs of 640 x 480 with something in them, as a telephone sends them by mail. */
async function drawPictures(folder: string): Promise<string[]> {
  mkdirSync(folder);
  const files = Array.from({ length: pictures }, (_, i) => join(folder, `${i}.jpg`));
  for (const [n, file] of files.entries()) {
    const spots = Buffer.from(Uint8Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * 7919 + n * 104_729 + i * i * 31) % 256));
    await sharp(spots, { raw: { width: 40, height: 30, channels: 3 } }).resize(640, 480, { kernel: 'cubic' }).jpeg({ quality: 88 }).toFile(file);
  }
  return files;
}

/** A ResNet-18 at 224 px, the network with the least to compute a picture. */
async function writeExport(folder: string): Promise<void> {
  const request = await exportRequest(folder);
  const model = generatedModel('resnet18', request.model.classes, preprocessing);
  const pixels = new Uint8Array(size * size * 3).fill(99);
  const session = await InferenceSession.create(encodeOnnxModel(model));
  const { probabilities } = await session.run({ image: new Tensor('float32', channelsFirst(pixels, 1), [1, 3, size, size]) });
  await session.release();
  const validation = { batches: [{ pixels, count: 1 }], probabilities: probabilities!.data as Float32Array };
  await exportModel({ ...request, model, validation });
}

async function* chunks(files: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let start = 0; start < files.length; start += batch) yield files.slice(start, start + batch);
}

/** What reading the files takes before the network has anything to do. */
async function decode(files: readonly string[], threads: number): Promise<Uint8Array[]> {
  const pool = createImagePool({ threads });
  const read = await Promise.all(files.map((file) => pool.read({ file, view: null, preprocessing })));
  await pool.close();
  return read.map((picture) => (picture.ok ? picture.pixels : Promise.reject(new Error(picture.reason)))) as Uint8Array[];
}

/** ONNX Runtime as it comes, on pixels that lie in memory. */
async function runtimeAlone(model: string, pixels: readonly Uint8Array[]): Promise<void> {
  const session = await InferenceSession.create(model);
  for (let start = 0; start < pixels.length; start += batch) {
    const part = Buffer.concat(pixels.slice(start, start + batch));
    const count = Math.min(batch, pixels.length - start);
    await session.run({ image: new Tensor('float32', channelsFirst(part, count), [count, 3, size, size]) });
  }
  await session.release();
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

export const measure: Measure = {
  name: 'predict-export',
  says: `${pictures} JPEGs through an ONNX export, beside ONNX Runtime alone on decoded pixels, ${rounds} times in turn`,
  async run(say) {
    const root = mkdtempSync(join(tmpdir(), 'graft-field-'));
    // As `./graft` does.
    process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../node_modules/.cache/compile');
    try {
      const folder = join(root, 'model');
      const model = join(folder, onnxFile);
      await writeExport(folder);
      const files = await drawPictures(join(root, 'pictures'));
      const pixels = await decode(files, 2);
      const times: Record<'ours' | 'alone' | 'decoding', number[]> = { ours: [], alone: [], decoding: [] };
      for (let round = 0; round <= rounds; round++) {
        say(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
        const alone = await seconds(() => runtimeAlone(model, pixels));
        const ours = await seconds(() => predictWithOnnx(folder, chunks(files), () => undefined));
        const decoding = await seconds(() => decode(files, 2));
        if (round > 0) for (const [name, value] of Object.entries({ ours, alone, decoding })) times[name as 'ours'].push(value);
      }
      const perPicture = (values: readonly number[]) => `${((quantile(values, 0.5) * 1000) / pictures).toFixed(1)} ms a picture`;
      const ratios = times.ours.map((value, i) => value / times.alone[i]!);
      const figures: Figure[] = [
        { what: 'predict, from files to probabilities', figure: perPicture(times.ours) },
        { what: 'ONNX Runtime alone, pixels in memory', figure: perPicture(times.alone) },
        { what: 'decoding alone, two threads', figure: perPicture(times.decoding) },
        {
          what: 'predict / ONNX Runtime alone, median',
          figure: `${quantile(ratios, 0.5).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
          holds: quantile(ratios, 0.5) <= 1.3,
        },
      ];
      return figures;
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
};
