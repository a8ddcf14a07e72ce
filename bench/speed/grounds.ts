import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { encodeOnnxModel } from '../../src/core/exporting/onnx-model.ts';
import { onnxFile } from '../../src/core/exporting/onnx-reader.ts';
import { namedNets } from '../../src/core/nets/named.ts';
import { planNet } from '../../src/core/nets/plan/net-plan.ts';
import { once } from '../../src/core/once.ts';
import { drawnWeights } from '../../src/core/training/drawn-weights.ts';
import { graftEvents } from '../graft-events.ts';
import { seededRandom } from '../../src/core/training/seeded-random.ts';
import { preprocessingOf } from '../usual-preprocessing.ts';
import type { PeerAsk, PictureFolder } from './cells.ts';

export const sample = fileURLToPath(new URL('../../datasets/sample', import.meta.url));

/** What cells need besides the checkout, made when it is first asked for. */
export interface Grounds {
  readonly scratch: string;
  folder(name: PictureFolder): Promise<string>;
  /** A run of the sample (head only) in a data folder of its own. */
  run(): Promise<{ readonly data: string; readonly run: string }>;
  /** That run as ONNX. */
  exported(): Promise<string>;
  /** The ask with real paths. */
  resolved(ask: PeerAsk): Promise<PeerAsk>;
}

/** The JPEG with a comment: other bytes, the same picture. */
function numbered(jpeg: Buffer, number: number): Buffer {
  const comment = Buffer.from([0xff, 0xfe, 0, 6, 0, 0, 0, 0]);
  comment.writeUInt32BE(number, 4);
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
}

/** So many pictures, no two files alike, in the classes of the sample or dealt in turn into so many. */
export function layOut(folder: string, count: number, classes?: number): void {
  const files = readdirSync(sample, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(sample, name)).filter((file) => file.endsWith('.jpg')).map((file) => ({ name, jpeg: readFileSync(join(sample, name, file)) })));
  const classOf = (i: number): string => (classes === undefined ? files[i % files.length]!.name : `class-${i % classes}`);
  for (let i = 0; i < Math.max(files.length, classes ?? 0); i++) mkdirSync(join(folder, classOf(i)), { recursive: true });
  for (let i = 0; i < count; i++) writeFileSync(join(folder, classOf(i), `${i}.jpg`), numbered(files[i % files.length]!.jpeg, i));
}

export const photographs = 100;
const [across, down, different] = [4000, 3000, 10];

/** As a telephone takes them: 12 megapixels, baseline JPEG of some megabytes, with the noise of a sensor. */
async function layPhotographs(folder: string): Promise<void> {
  const files = readdirSync(join(sample, 'oak')).filter((file) => file.endsWith('.jpg')).slice(0, different);
  const random = seededRandom(1);
  for (const [i, file] of files.entries()) {
    const { data, info } = await sharp(join(sample, 'oak', file)).resize(across, down, { fit: 'fill' }).raw().toBuffer({ resolveWithObject: true });
    for (let at = 0; at < data.length; at++) data[at] = Math.max(0, Math.min(255, data[at]! + (random() - 0.5) * 30));
    const jpeg = await sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } }).jpeg({ quality: 90 }).toBuffer();
    for (let copy = i; copy < photographs; copy += files.length) {
      mkdirSync(join(folder, `class-${copy % 2}`), { recursive: true });
      writeFileSync(join(folder, `class-${copy % 2}`, `${copy}.jpg`), numbered(jpeg, copy));
    }
  }
}

export function layGrounds(scratch: string): Grounds {
  const laid = async (name: Exclude<PictureFolder, 'sample'>): Promise<string> => {
    const folder = join(scratch, name);
    if (name === 'photographs') await layPhotographs(folder);
    else layOut(folder, Number(name));
    return folder;
  };
  const folders = new Map<PictureFolder, Promise<string>>([['sample', Promise.resolve(sample)]]);
  const folder = (name: PictureFolder): Promise<string> => {
    if (name !== 'sample' && !folders.has(name)) folders.set(name, laid(name));
    return folders.get(name)!;
  };
  const run = once(async () => {
    const data = mkdtempSync(join(scratch, 'predict-'));
    const events = await graftEvents(['train', sample, '--data-dir', data, '--json', '--freeze', 'head', '--precision', 'float32']);
    return { data, run: String(events.at(-1)!.run) };
  });
  const exported = once(async () => {
    const { data, run: id } = await run();
    const out = join(scratch, 'exported');
    await graftEvents(['export', id, '--format', 'onnx', '--out', out, '--data-dir', data, '--json']);
    return out;
  });
  const files = new Map<string, string>();
  const onnxOf = (model: string): string => {
    if (!files.has(model)) {
      const net = planNet(namedNets.get(model)!.spec);
      const classes = ['a', 'b', 'c', 'd', 'e', 'f'];
      const file = join(scratch, `${model}.onnx`);
      writeFileSync(file, encodeOnnxModel({ net, classes, preprocessing: preprocessingOf(224), tensors: drawnWeights(net, classes.length) }, 'logits'));
      files.set(model, file);
    }
    return files.get(model)!;
  };
  return {
    scratch, folder, run, exported,
    async resolved(ask) {
      const { folder: pictures, file } = ask;
      return {
        ...ask,
        ...(pictures !== undefined && { folder: await folder(pictures as PictureFolder) }),
        ...(file !== undefined && { file: file === 'export' ? join(await exported(), onnxFile) : onnxOf(String(file)) }),
      };
    },
  };
}
