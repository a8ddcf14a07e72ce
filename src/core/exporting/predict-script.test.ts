import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { isSealIntact, sealedJson } from '../files/sealed-json.ts';
import { inputFiles } from '../../main/files/input-files.ts';
import { readKinds, unreadKinds } from '../images/picture-kinds.ts';
import { sniffFormat } from '../images/sniff-format.ts';
import { predictScript } from './predict-script.ts';

/** Runs Python lines over `predict.py`'s rules of what is a picture, which need no package; the packages are left out. */
function python(lines: string, input: unknown): unknown {
  const folder = tempFolder();
  writeFileSync(join(folder, 'predict.py'), predictScript);
  const program = `
import json, sys, types
for name in ("numpy", "onnxruntime", "PIL"):
    sys.modules[name] = types.SimpleNamespace(Image=types.SimpleNamespace(BILINEAR=0, BICUBIC=0), ImageOps=None)
sys.path.insert(0, ${JSON.stringify(folder)})
import predict
given = json.load(sys.stdin)
${lines}`;
  const { stdout, stderr } = spawnSync('python3', ['-B', '-c', program], { input: JSON.stringify(input), encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const latin = (text: string) => Buffer.from(text, 'latin1');
const endings = [...readKinds, ...unreadKinds].flatMap(({ extensions }) => extensions);
/** Beginnings of pictures of many kinds, and of what is none. */
const heads = [
  '\xff\xd8\xff\xe0\0\x10JFIF', '\x89PNG\r\n\x1a\n', 'RIFF\x10\0\0\0WEBPVP8 ', 'RIFF\x10\0\0\0AVI LIST', 'GIF89a', 'II*\0\x08\0\0\0', 'MM\0*\0\0\0\x08',
  'II*\0\x10\0\0\0CR\x02\0', 'BM\x36\0\0\0\0\0\0\0', 'BMW is a car', '\0\0\0\x1cftypavif', '\0\0\0\x18ftypheic', '\0\0\0\x18ftypmif1\0\0\0\0avifmif1', 'P6\n# x\n3 3 255\n',
  'P7\nWIDTH 3', '%PDF-1.7', '<svg xmlns="x"/>', '<?xml version="1.0"?>\n<svg>', '\xff\x0a', '8BPS', '\xff\xd8\xff\xf7', 'some text\n', 'PK\x03\x04', '\0\0\0\0',
  '\x1aE\xdf\xa3', '#?RADIANCE', 'Pf\n3 3\n',
].map(latin); // prettier-ignore

test('what is a picture, what is read and why not: predict.py says what the program says', () => {
  const folder = tempFolder();
  const random = fc.sample(fc.tuple(fc.uint8Array({ maxLength: 600 }), fc.constantFrom(...endings, 'txt', '')), { numRuns: 200, seed: 7 });
  const fixed = heads.flatMap((head) => ['', 'jpg', 'nef', 'heic', 'xyz'].map((ending) => [new Uint8Array(head), ending] as const));
  const files = [...fixed, ...endings.map((ending) => [new Uint8Array(latin('\x01\x02\x03')), ending] as const), ...random].map(([bytes, ending], i) => {
    const file = join(folder, `${i}${ending && `.${ending}`}`);
    writeFileSync(file, bytes);
    return { file, bytes };
  });
  const found = python('json.dump([predict.why_not_read(file) for file in given], sys.stdout)', files.map(({ file }) => file)) as (string | null)[];
  for (const [i, { file, bytes }] of files.entries()) {
    const sniffed = sniffFormat(bytes.subarray(0, 512), file);
    if (bytes.length === 0) expect(found[i]).toBe('an empty file (0 bytes)');
    else if ('format' in sniffed) expect([file, found[i]]).toEqual([file, null]);
    else if ('unread' in sniffed) expect([file, found[i]]).toEqual([file, sniffed.unread.reason]);
    else expect(found[i]).toMatch(/which is not read here|not a JPEG, /);
  }
});

test('a manifest in which anything but its line ends was changed is no longer sealed, for predict.py as for the program', () => {
  const texts = fc.sample(fc.record({ classes: fc.array(fc.string({ unit: 'binary' })), parts: fc.dictionary(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })) }), 60)
    .map((content) => sealedJson(content)); // prettier-ignore
  const plain = sealedJson({ classes: ['oak \\" , }', 'Übung'], temperature: 1e-7 });
  const changed = [plain.replace('oak', 'oke'), plain.replace('1e-7', '1e-6'), plain.replace(/,\s*"sha256.*"/, ''), plain.replace(/[0-9a-f]{64}/, 'a'.repeat(64))];
  const told = python('json.dump([predict.is_sealed(text) for text in given], sys.stdout)', [...texts, plain, plain.replaceAll('\n', '\r\n    '), ...changed]);
  expect(told).toEqual([...texts.map(() => true), true, true, false, false, false, false]);
  expect(changed.map((text) => isSealIntact(text))).toEqual([false, false, null, false]);
});

test('of a folder predict.py takes the pictures that the program takes, in the same order', async () => {
  const root = tempFolder();
  const elsewhere = tempFolder();
  const jpeg = latin('\xff\xd8\xff\xe0\0\x10JFIF');
  const names = [
    'b.jpg', 'a.JPG', 'a/z.png', 'a-1.jpg', 'a/b/c.webp', 'no-ending', 'text.txt', 'notes', '.hidden.jpg', '.git/x.jpg', 'Thumbs.db', '__MACOSX/x.jpg',
    'photo.heic', 'raw.nef', 'Ü/ä.jpg', '猫/🐈.png', 'empty.jpg', 'a/deep/er/x.avif', '.store/s.jpg',
  ]; // prettier-ignore
  for (const name of names) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), /^(text|notes|empty)/.test(name) ? (name === 'empty.jpg' ? '' : 'words') : jpeg);
  }
  writeFileSync(join(elsewhere, 'linked.jpg'), jpeg);
  symlinkSync(elsewhere, join(root, 'link'));
  symlinkSync(join(root, 'a'), join(root, 'again'));
  symlinkSync(root, join(root, 'a', 'loop'));
  symlinkSync(join(root, '.store'), join(root, 'stored'));
  symlinkSync(join(root, 'gone.jpg'), join(root, 'dead.jpg'));
  symlinkSync(join(root, 'b.jpg'), join(root, 'same.jpg'));
  const expected = await Array.fromAsync(
    inputFiles([root], { stdin: (async function* () {})(), nulSeparated: false, onEmptyFolder: () => undefined }),
  );
  expect(expected.length).toBeGreaterThan(12);
  expect(python('json.dump(list(predict.pictures([given])), sys.stdout)', root)).toEqual(expected);
});
