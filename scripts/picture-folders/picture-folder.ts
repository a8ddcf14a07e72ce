import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import sharp from 'sharp';
import { readCifarRecords } from './cifar-records.ts';
import { readIdxPictures } from './idx.ts';
import type { LabelledPicture } from './labelled-picture.ts';
import type { CifarSource, IdxFile, IdxSource } from './sources.ts';

const sides = ['train', 'test'] as const;
type Side = (typeof sides)[number];

export interface PictureSet {
  readonly classes: readonly string[];
  readonly sides: Readonly<Record<Side, readonly LabelledPicture[]>>;
}

/** @param folder where the four files lie @throws Error naming the file that is damaged or is another */
export async function readIdxSource({ sides: files, classes }: IdxSource, folder: string): Promise<PictureSet> {
  const unpacked = async ({ file, sha256 }: IdxFile): Promise<Uint8Array> => {
    const path = join(folder, file);
    const bytes = await promisify(gunzip)(await readFile(path)).catch((cause: unknown) => {
      throw new Error(`${path} is no whole gzip file`, { cause });
    });
    expectSum(createHash('sha256').update(bytes).digest('hex'), sha256, path);
    return bytes;
  };
  const side = async (name: Side): Promise<LabelledPicture[]> =>
    readIdxPictures(await unpacked(files[name].images), await unpacked(files[name].labels), classes.length, name);
  return { classes, sides: { train: await side('train'), test: await side('test') } };
}

/** @param archive the publisher's `.tar.gz` @throws Error where it is another or damaged */
export async function readCifarSource(source: CifarSource, archive: string, tempRoot: string): Promise<PictureSet> {
  const sum = createHash('md5');
  for await (const chunk of createReadStream(archive)) sum.update(chunk as Buffer);
  expectSum(sum.digest('hex'), source.md5, archive);
  const folder = await mkdtemp(join(tempRoot, 'graft-cifar-'));
  try {
    await promisify(execFile)('tar', ['-xzf', resolve(archive), '-C', folder, ...source.sides.train, ...source.sides.test, source.classNames]);
    const classes = (await readFile(join(folder, source.classNames), 'utf8')).split('\n').map((line) => line.trim()).filter(Boolean);
    if (classes.length !== source.classes) throw new Error(`${source.classNames} names ${classes.length} classes, not ${source.classes}`);
    const side = async (name: Side): Promise<LabelledPicture[]> => {
      const read = source.sides[name].map(async (file) => readCifarRecords(await readFile(join(folder, file)), source.labelBytes, source.classes, file));
      return (await Promise.all(read)).flat();
    };
    return { classes, sides: { train: await side('train'), test: await side('test') } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function expectSum(found: string, expected: string, file: string): void {
  if (found !== expected) throw new Error(`${file} is damaged or another file: its sum is ${found}, expected ${expected}`);
}

/** How many pictures of each class are kept, the first of them; all where it is left out. */
export type PerClass = Partial<Record<Side, number>>;

/**
 * Writes `train/<class>/00000.png` and `test/<class>/…` below a new folder, which gets its name when it is whole.
 * @returns how many pictures each side has
 * @throws Error where the folder is there already
 */
export async function writePictureFolder(set: PictureSet, folder: string, perClass: PerClass = {}): Promise<Record<Side, number>> {
  const target = resolve(folder);
  if (existsSync(target)) throw new Error(`${folder} is there already; it is not touched`);
  await mkdir(dirname(target), { recursive: true });
  const partial = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    const counts = { train: 0, test: 0 };
    for (const side of sides) counts[side] = await writeSide(join(partial, side), set.classes, set.sides[side], perClass[side]);
    await rename(partial, target);
    return counts;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

const together = 64;

async function writeSide(folder: string, classes: readonly string[], pictures: readonly LabelledPicture[], most = Infinity): Promise<number> {
  await Promise.all(classes.map((name) => mkdir(join(folder, name), { recursive: true })));
  const seen = classes.map(() => 0);
  const kept = pictures.flatMap((picture, index) => (seen[picture.label]!++ < most ? [{ picture, index }] : []));
  for (let start = 0; start < kept.length; start += together) {
    await Promise.all(
      kept.slice(start, start + together).map(async ({ picture: { width, height, channels, pixels, label }, index }) => {
        const png = await sharp(pixels, { raw: { width, height, channels } }).png({ compressionLevel: 6, adaptiveFiltering: false }).toBuffer();
        await writeFile(join(folder, classes[label]!, `${String(index).padStart(5, '0')}.png`), png);
      }),
    );
  }
  return kept.length;
}
