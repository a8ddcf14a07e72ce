import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { decodeImage } from './decode-image.fixture.ts';
import { isPictureFile } from './picture-file.ts';
import { advices, kindByName, readKinds, unreadKinds } from './picture-kinds.ts';
import { isPicture, sniffFormat } from './sniff-format.ts';

const bytes = (latin: string): Buffer => Buffer.concat([Buffer.from(latin, 'latin1'), Buffer.alloc(64, 7)]);
const unread = (content: string | Buffer, name = 'x'): string => {
  const sniffed = sniffFormat(typeof content === 'string' ? bytes(content) : content, name);
  return 'unread' in sniffed ? sniffed.unread.reason : JSON.stringify(sniffed);
};

test('an extension means one kind, and every kind has a reason with something to do', () => {
  const extensions = [...readKinds, ...unreadKinds].flatMap(({ extensions: own }) => own);
  expect(new Set(extensions).size).toBe(extensions.length);
  for (const { name, advice } of unreadKinds) expect(`${name}: ${advices[advice]}`).toMatch(/^an? .+: .{10,}/);
});

describe('what is a picture but not read says what it is by its content, whatever its name', () => {
  test.each([
    ['....ftypheic\0\0\0\0mif1heic', 'a HEIC picture'],
    ['....ftypmif1\0\0\0\0mif1heic', 'a HEIC picture'],
    ['....ftypcrx \0\0\0\x01crx isom', 'a camera raw file of Canon (CR3)'],
    ['II*\0\x10\0\0\0CR\x02\0', 'a camera raw file of Canon'],
    ['FUJIFILMCCD-RAW 0201', 'a camera raw file of Fujifilm'],
    ['IIRO\x08\0\0\0', 'a camera raw file of Olympus'],
    ['IIU\0\x18\0\0\0', 'a camera raw file of Panasonic or Leica'],
    ['FOVb', 'a camera raw file of Sigma'],
    ['\xff\x0a', 'a JPEG XL picture'],
    ['\0\0\0\x0cJXL \r\n\x87\n', 'a JPEG XL picture'],
    ['\0\0\0\x0cjP  \r\n\x87\n', 'a JPEG 2000 picture'],
    ['\xff\x4f\xff\x51', 'a JPEG 2000 picture'],
    ['\xff\xd8\xff\xf7', 'a JPEG-LS picture'],
    ['8BPS\0\x01', 'a Photoshop document'],
    ['gimp xcf v011', 'a GIMP document'],
    ['v/1\x01', 'an OpenEXR picture'],
    ['#?RADIANCE\n', 'a Radiance HDR picture'],
    ['Pf\n3 2\n-1.0\n', 'a PFM picture'],
    ['\0'.repeat(128) + 'DICM', 'a DICOM picture'],
    ['SIMPLE  =                    T', 'a FITS picture'],
    ['\0\0\x01\0\x01\0\x10\x10', 'an icon file'],
    ['\x0a\x05\x01\x08', 'a PCX picture'],
    ['DDS |\0\0\0', 'a DirectDraw texture'],
    ['qoif', 'a QOI picture'],
    ['%PDF-1.7', 'a PDF document'],
    ['%!PS-Adobe-3.0 EPSF', 'a PostScript drawing'],
    ['<?xml version="1.0"?>\n<!-- made by x -->\n<svg xmlns=', 'an SVG drawing'],
    ['....ftypisom\0\0\x02\0isomiso2', 'a video'],
    ['\x1aE\xdf\xa3', 'a video'],
    ['RIFF....AVI LIST', 'a video'],
  ])('%j', (content, name) => {
    expect(unread(content, 'photo.jpg')).toMatch(new RegExp(`^${name.replaceAll(/[()]/g, '\\$&')}.*, which is not read here: `));
    expect(isPicture(bytes(content), 'no extension')).toBe(true);
  });
});

test('where the content says nothing, the name does; a file that is something else says so', () => {
  expect(unread(Buffer.alloc(600, 9), 'a/b.TGA')).toMatch(/^a Targa picture, which is not read here/);
  expect(unread(Buffer.alloc(600, 9), 'DSC_1.NEF')).toMatch(/^a camera raw file of Nikon/);
  expect(unread('<!DOCTYPE html><html>', 'photo.heic')).toMatch(/a web page, not a JPEG/);
  expect(sniffFormat(bytes('\xff\xd8\xff\xe0'), 'photo.heic')).toEqual({ format: 'jpeg' });
});

test('a raw file whose content is a TIFF is not taken for one by its thumbnail', async () => {
  const tiff = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#123' } }).tiff().toBuffer();
  const folder = tempFolder();
  for (const name of ['a.nef', 'a.ARW', 'a.dng', 'a.pef', 'a.tif', 'a']) writeFileSync(path.join(folder, name), tiff);
  for (const name of ['a.nef', 'a.ARW', 'a.dng', 'a.pef']) {
    await expect(decodeImage(path.join(folder, name))).rejects.toThrow(/^a camera raw file of .*its JPEG is used where one lies in the folder/);
  }
  for (const name of ['a.tif', 'a']) expect(await decodeImage(path.join(folder, name))).toMatchObject({ width: 9, height: 9 });
});

test('in a folder a picture is what has its content or its name; the rest is passed over', async () => {
  const folder = tempFolder();
  const jpeg = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#123' } }).jpeg().toBuffer();
  const put = (name: string, content: string | Buffer) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, name), content);
    return isPictureFile(path.join(folder, name));
  };
  for (const [name, content] of [['IMG_0001', jpeg], ['photo.txt', jpeg], ['a.heic', ''], ['b.jpg', 'text'], ['scan', '%PDF-1.7'], ['p', 'P6 1 1 255\nabc']] as const)
    expect({ name, is: await put(name, content) }).toEqual({ name, is: true });
  for (const [name, content] of [['BM of 1990', 'BM, a text'], ['P5 notes', 'P5 is a grey map'], ['labels.csv', 'a,b'], ['x', ''], ['model.onnx', Buffer.alloc(900, 8)], ['a.json', '{}']] as const)
    expect({ name, is: await put(name, content) }).toEqual({ name, is: false });
});

test('no content and no name makes the list throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.string(), (head, name) => {
      const sniffed = sniffFormat(head, name);
      expect(Object.keys(sniffed)).toHaveLength(1);
      if (isPicture(head, name) && kindByName(name) === undefined) expect(sniffed).not.toHaveProperty('other');
    }),
    { numRuns: 500 },
  );
});
