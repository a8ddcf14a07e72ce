import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { readCifarRecords } from './cifar-records.ts';
import { readIdxPictures } from './idx.ts';
import { readCifarSource, readIdxSource, writePictureFolder } from './picture-folder.ts';
import type { CifarSource, IdxSource } from './sources.ts';

const sum = (algorithm: string, bytes: Uint8Array): string => createHash(algorithm).update(bytes).digest('hex');

function idx(shape: readonly number[], values: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x800 + shape.length);
  for (const [i, size] of shape.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  return Buffer.concat([header, Buffer.from(values)]);
}
const images = (count: number) => idx([count, 2, 3], Array.from({ length: count * 6 }, (_, i) => i * 7));
const labels = (...values: number[]) => idx([values.length], values);

/** The four files of a tiny data set of two classes, and what they sum up to. */
function tinyIdx(): { folder: string; source: IdxSource } {
  const folder = tempFolder();
  const put = (file: string, bytes: Buffer) => {
    writeFileSync(join(folder, file), gzipSync(bytes));
    return { file, sha256: sum('sha256', bytes) };
  };
  const side = (name: string, ...given: number[]) => ({ images: put(`${name}-i.gz`, images(given.length)), labels: put(`${name}-l.gz`, labels(...given)) });
  return { folder, source: { kind: 'idx', classes: ['boot', 'shirt'], sides: { train: side('train', 1, 0, 1), test: side('test', 0) } } };
}

test('IDX files become grey PNGs of the same pixels, by side and class', async () => {
  const { folder, source } = tinyIdx();
  const out = join(tempFolder(), 'made', 'tiny');
  expect(await writePictureFolder(await readIdxSource(source, folder), out)).toEqual({ train: 3, test: 1 });
  expect(readdirSync(join(out, 'train', 'shirt')).toSorted()).toEqual(['00000.png', '00002.png']);
  expect(readdirSync(join(out, 'test', 'shirt'))).toEqual([]);
  const { data, info } = await sharp(join(out, 'train', 'shirt', '00002.png')).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([3, 2]);
  expect([...data].filter((_, i) => i % info.channels === 0)).toEqual([12, 13, 14, 15, 16, 17].map((i) => (i * 7) & 255));
  // What is there stays as it is.
  await expect(writePictureFolder(await readIdxSource(source, folder), out)).rejects.toThrow('is there already');
  expect(readdirSync(join(out, '..'))).toEqual(['tiny']);
});

test('so many of each class are kept, the first of them', async () => {
  const { folder, source } = tinyIdx();
  const out = join(tempFolder(), 'few');
  expect(await writePictureFolder(await readIdxSource(source, folder), out, { train: 1 })).toEqual({ train: 2, test: 1 });
  expect(readdirSync(join(out, 'train', 'shirt'))).toEqual(['00000.png']);
});

test('a file that is cut off, or is another, is named and nothing is written', async () => {
  const { folder, source } = tinyIdx();
  const file = join(folder, source.sides.test.images.file);
  const whole = readFileSync(file);
  writeFileSync(file, whole.subarray(0, whole.length - 9));
  await expect(readIdxSource(source, folder)).rejects.toThrow('test-i.gz is no whole gzip file');
  writeFileSync(file, gzipSync(images(2)));
  await expect(readIdxSource(source, folder)).rejects.toThrow(/test-i.gz is damaged or another file: its sum is [0-9a-f]{64}/);
});

test('IDX headers are held to what follows them', () => {
  const read = (pictures: Buffer, given: Buffer) => () => readIdxPictures(pictures, given, 2, 'train');
  expect(read(images(2), labels(0, 1))()).toHaveLength(2);
  expect(read(images(2).subarray(0, 20), labels(0, 1))).toThrow('train images has 20 bytes, but its header says 28');
  expect(read(Buffer.from([0, 0]), labels(0))).toThrow('train images is no IDX file of bytes with 3 sizes');
  expect(read(labels(0, 1), labels(0, 1))).toThrow('no IDX file');
  expect(read(images(2), labels(0))).toThrow('train has 2 pictures and 1 labels');
  expect(read(images(2), labels(0, 2))).toThrow('has a label 2, but there are 2 classes');
});

/** One record: its labels, then planes in which the value tells place and colour. */
const record = (...given: number[]): Buffer => Buffer.from([...given, ...[0, 80, 160].flatMap((color) => Array.from({ length: 1024 }, (_, i) => color + (i % 64)))]);

function tinyCifar(labelBytes: 1 | 2): { archive: string; source: CifarSource } {
  const root = tempFolder();
  mkdirSync(join(root, 'bin'));
  const coarse = labelBytes === 2 ? [9] : [];
  writeFileSync(join(root, 'bin', 'one.bin'), Buffer.concat([record(...coarse, 1), record(...coarse, 0)]));
  writeFileSync(join(root, 'bin', 'two.bin'), record(...coarse, 1));
  writeFileSync(join(root, 'bin', 'test.bin'), record(...coarse, 0));
  writeFileSync(join(root, 'bin', 'names.txt'), 'frog\nship\n\n');
  const archive = join(root, 'cifar.tar.gz');
  execFileSync('tar', ['-czf', archive, '-C', root, 'bin']);
  const md5 = sum('md5', readFileSync(archive));
  return { archive, source: { kind: 'cifar', md5, sides: { train: ['bin/one.bin', 'bin/two.bin'], test: ['bin/test.bin'] }, classNames: 'bin/names.txt', classes: 2, labelBytes } };
}

test.each([1, 2] as const)('CIFAR records with %i label bytes become colour PNGs', async (labelBytes) => {
  const { archive, source } = tinyCifar(labelBytes);
  const temp = tempFolder();
  const out = join(tempFolder(), 'cifar');
  expect(await writePictureFolder(await readCifarSource(source, archive, temp), out)).toEqual({ train: 3, test: 1 });
  expect(readdirSync(temp)).toEqual([]);
  expect(readdirSync(join(out, 'train', 'ship')).toSorted()).toEqual(['00000.png', '00002.png']);
  const { data, info } = await sharp(join(out, 'test', 'frog', '00000.png')).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 32, height: 32, channels: 3 });
  expect([...data.subarray(3 * 65, 3 * 65 + 3)]).toEqual([1, 81, 161]);
});

test('an archive that is damaged, and records that are cut off or of no class, are refused', async () => {
  const { archive, source } = tinyCifar(1);
  const bytes = readFileSync(archive);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(archive, bytes);
  const temp = tempFolder();
  await expect(readCifarSource(source, archive, temp)).rejects.toThrow(/cifar.tar.gz is damaged or another file/);
  expect(existsSync(temp) && readdirSync(temp)).toEqual([]);
  expect(() => readCifarRecords(record(0).subarray(1), 1, 2, 'one.bin')).toThrow('one.bin has 3072 bytes, which are no whole records of 3073');
  expect(() => readCifarRecords(record(0, 7), 2, 2, 'one.bin')).toThrow('has a label 7 in record 0');
});
