import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { addAndShow, showDataset } from '../../../../test/add-and-show.ts';
import { pictureBytes, writePictures } from '../../../../test/picture-folder.ts';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { endDecodeHost } from '../../images/decode-host.ts';
import { closeDatabase, openDatabase } from '../../store/database.ts';
import type { ScannedFile } from '../../store/scanned-file.ts';
import { scanFolder, type Scan } from './scan.ts';
import { fileList } from '../../store/file-list.fixture.ts';

/** Whole, as they are stored. */
const filesOf = (scan: Scan): ScannedFile[] => Array.from(scan.found, ({ id: _, ...file }) => file);
const goodOf = (scan: Scan): string[] =>
  filesOf(scan)
    .filter((file) => file.problem === null)
    .map((file) => file.path)
    .toSorted();
const badOf = (scan: Scan): Record<string, string | null> =>
  Object.fromEntries(filesOf(scan).filter((file) => file.problem !== null).map((file) => [file.path, file.problem]));

const jpeg = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#468', noise: { type: 'gaussian', mean: 128, sigma: 40 } } })
    .jpeg()
    .toBuffer();

/** Writes a file below `root`, its folders too. */
function put(root: string, file: string, bytes: Buffer | string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), bytes);
}

test('hidden and system files are not seen; other files are counted and no more', async () => {
  const root = tempFolder();
  const png = await pictureBytes('x');
  for (const file of ['a/.hidden.png', '.git/x.png', '__MACOSX/a/x.png', 'a/._x.png', '$RECYCLE.BIN/x.png'])
    put(root, file, png);
  for (const file of ['a/.DS_Store', 'a/Thumbs.db', 'desktop.ini', 'a/Icon\r']) put(root, file, 'system');
  for (const file of ['labels.csv', 'a/notes.txt', 'a/x.json', 'a/BM of 1990.txt', 'a/empty'])
    put(root, file, file.endsWith('empty') ? '' : 'BM, a text\n');
  put(root, 'a/x.png', png);
  const scan = await scanFolder(root);
  expect(filesOf(scan).map((file) => file.path)).toEqual(['a/x.png']);
  expect(scan.ignored).toBe(5);
});

test('each broken picture has its reason; a good one under a wrong name is good', async () => {
  const root = tempFolder();
  const [png, jpg] = [await pictureBytes('x'), await jpeg(60, 40)];
  put(root, 'a/zero.jpg', '');
  put(root, 'a/cut.jpg', jpg.subarray(0, jpg.length / 2));
  put(root, 'a/cut.png', png.subarray(0, png.length - 30));
  put(root, 'a/page.jpg', '<!DOCTYPE html>\n<html><body>Not found</body></html>');
  put(root, 'a/header only', jpg.subarray(0, 40));
  put(root, 'a/random.webp', Buffer.from({ length: 0 }));
  appendFileSync(path.join(root, 'a/random.webp'), Buffer.alloc(500, 7));
  put(root, 'a/is-jpeg.png', jpg);
  put(root, 'a/is-png.txt', png);
  put(root, 'a/no extension', jpg);
  put(root, 'a/SHOUT.JPEG', jpg);
  const scan = await scanFolder(root);
  expect(goodOf(scan)).toEqual(['a/SHOUT.JPEG', 'a/is-jpeg.png', 'a/is-png.txt', 'a/no extension']);
  expect(badOf(scan)).toEqual({
    'a/zero.jpg': expect.stringContaining('empty'),
    'a/cut.jpg': expect.stringMatching(/truncated|damaged/),
    'a/cut.png': expect.stringMatching(/truncated|damaged/),
    'a/page.jpg': expect.stringContaining('web page'),
    'a/header only': expect.stringMatching(/truncated|damaged/),
    'a/random.webp': expect.stringContaining('not a JPEG'),
  });
  const shout = filesOf(scan).find((file) => file.path === 'a/SHOUT.JPEG');
  expect(shout).toMatchObject({ width: 60, height: 40, sizeBytes: jpg.length, sha256: sha256(jpg) });
});

test('pictures of kinds that are not read are listed with their reason, never only counted', async () => {
  const root = tempFolder();
  put(root, 'a/photo.heic', '\0\0\0\x18ftypheic\0\0\0\0mif1heic');
  put(root, 'a/DSC_1.NEF', await sharp({ create: { width: 9, height: 9, channels: 3, background: '#123' } }).tiff().toBuffer());
  put(root, 'a/DSC_1.JPG', await jpeg(60, 40));
  put(root, 'a/no extension', '8BPS\0\x01');
  put(root, 'a/paper.pdf', '%PDF-1.7');
  put(root, 'a/map.pgm', 'P5 2 1 255\nab');
  put(root, 'a/notes.txt', 'text');
  const scan = await scanFolder(root);
  expect(goodOf(scan)).toEqual(['a/DSC_1.JPG', 'a/map.pgm']);
  expect(badOf(scan)).toEqual({
    'a/photo.heic': expect.stringMatching(/^a HEIC picture, which is not read here: save it as JPEG/),
    'a/DSC_1.NEF': expect.stringMatching(/^a camera raw file of Nikon, which is not read here: its JPEG is used/),
    'a/no extension': expect.stringMatching(/^a Photoshop document/),
    'a/paper.pdf': expect.stringMatching(/^a PDF document, which is not read here: save its pages/),
  });
  expect(scan.ignored).toBe(1);
});

const sha256 = (bytes: Buffer): string => execFileSync('sha256sum', { input: bytes, encoding: 'utf8' }).slice(0, 64);

test('names of every kind survive the scan and the database', async () => {
  const root = tempFolder();
  const names = [
    'two\nlines.png',
    '"quotes" & \'more\'.png',
    'naïve 花 🌿.png',
    ' spaces .png',
    '-rf.png',
    '%s;--DROP TABLE.png',
    'back\\slash.png',
    'brackets[1].png',
    '$HOME `id`.png',
    'tab\t.png',
    `${'long'.repeat(60)}.png`,
  ];
  const deep = `${'deep-folder-with-a-long-name/'.repeat(40)}x.png`;
  await writePictures(root, [...names.map((name) => `cläss "1"/${name}`), `b\nb/${deep}`]);
  const db = openDatabase(':memory:');
  const shown = await addAndShow(db, root);
  expect(shown).toMatchObject({
    images: names.length + 1,
    bad: [],
    classes: [
      { name: 'b\nb', count: 1 },
      { name: 'cläss "1"', count: names.length },
    ],
  });
  expect(await addAndShow(db, root)).toEqual(shown);
  closeDatabase(db);
});

test.runIf(process.platform === 'linux')(
  'a path longer than the system allows and a name that is no UTF-8 are reported',
  async () => {
    const root = tempFolder();
    await writePictures(root, ['a/x.png']);
    const shell = `
      cd ${root}/a && cp x.png "$(printf 'caf\\351.png')"
      for i in $(seq 30); do d=$(printf 'd%.0s' $(seq 200)); mkdir $d; cd -P $d; done`;
    execFileSync('bash', ['-c', shell]);
    const scan = await scanFolder(root);
    expect(goodOf(scan)).toEqual(['a/x.png']);
    expect(Object.values(badOf(scan)).toSorted()).toEqual([
      'its name is not valid UTF-8',
      expect.stringContaining('too long'),
    ]);
  },
);

test('links: loops end, a folder belongs where it lies, dead ends are named', async () => {
  const root = tempFolder();
  await writePictures(root, ['a/1.png', 'b/deep/2.png']);
  const elsewhere = tempFolder();
  await writePictures(elsewhere, ['3.png']);
  symlinkSync('..', path.join(root, 'a/up'));
  symlinkSync('.', path.join(root, 'a/self'));
  symlinkSync('../b/deep', path.join(root, 'a/deep'));
  symlinkSync('../a', path.join(root, 'b/a'));
  symlinkSync(elsewhere, path.join(root, 'c'));
  symlinkSync('1.png', path.join(root, 'a/again.png'));
  symlinkSync('nowhere.png', path.join(root, 'a/dead.png'));
  symlinkSync('circle.png', path.join(root, 'a/circle.png'));
  symlinkSync('nowhere', path.join(root, 'a/dead'));
  const scan = await scanFolder(root);
  expect(goodOf(scan)).toEqual(['a/1.png', 'a/again.png', 'b/deep/2.png', 'c/3.png']);
  expect(badOf(scan)).toEqual({
    'a/dead.png': 'it is a link that leads nowhere',
    'a/circle.png': 'it is a link that leads to itself',
  });
});

test.runIf(process.platform === 'linux')('pipes, sockets and devices are neither waited for nor read', async () => {
  const root = tempFolder();
  await writePictures(root, ['a/1.png']);
  execFileSync('mkfifo', [path.join(root, 'a/pipe.jpg'), path.join(root, 'a/pipe')]);
  symlinkSync('/dev/zero', path.join(root, 'a/endless.png'));
  const server = createServer().listen(path.join(root, 'a/s.gif'));
  const scan = await scanFolder(root);
  server.close();
  expect(goodOf(scan)).toEqual(['a/1.png']);
  expect(badOf(scan)).toEqual({
    'a/pipe.jpg': 'it is a pipe, not a file',
    'a/endless.png': 'it is a device, not a file',
    'a/s.gif': 'it is a socket, not a file',
  });
  expect(scan.ignored).toBe(1);
});

test('what may not be read is reported, and read once it may', async () => {
  const root = tempFolder();
  await writePictures(root, ['a/1.png', 'a/2.png', 'a/no.png', 'b/3.png', 'b/4.png', 'b/locked/5.png']);
  const [file, folder] = [path.join(root, 'a/no.png'), path.join(root, 'b/locked')];
  const db = openDatabase(':memory:');
  chmodSync(file, 0);
  chmodSync(folder, 0);
  try {
    const shown = await withoutPrivileges(root, () => addAndShow(db, root, { name: 'd' }));
    expect(shown.images).toBe(4);
    expect(shown.bad).toEqual([
      { file: 'a/no.png', reason: expect.stringContaining('no permission'), values: { kind: 'no-permission' } },
      { file: 'b/locked', reason: expect.stringMatching(/folder cannot be read: no permission/), values: { kind: 'no-permission' } },
    ]);
    expect(showDataset(db, 'd').bad).toEqual(shown.bad);
  } finally {
    chmodSync(file, 0o644);
    chmodSync(folder, 0o755);
  }
  expect(await addAndShow(db, root)).toMatchObject({ version: 2, images: 6, bad: [] });
  closeDatabase(db);
});

/** Root may read everything, so it becomes `nobody` for a while. */
async function withoutPrivileges<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  const nobody = 65534;
  for (const entry of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })])
    chownSync(path.join(folder, entry), nobody, nobody);
  // Decode processes keep the rights that they began with.
  await endDecodeHost();
  process.seteuid!(nobody);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
    await endDecodeHost();
  }
}

test('files that vanish or change during the scan end nothing', async () => {
  const root = tempFolder();
  const files = Array.from({ length: 60 }, (_, i) => `a/${String(i).padStart(2, '0')}.png`);
  await writePictures(root, files);
  let gone = false;
  const scan = await scanFolder(root, {
    onProgress: () => {
      if (gone) return;
      gone = true;
      for (const file of files.slice(40)) unlinkSync(path.join(root, file));
      rmSync(path.join(root, files[39]!));
      mkdirSync(path.join(root, files[39]!));
    },
  });
  expect(gone).toBe(true);
  expect(goodOf(scan)).toEqual(files.slice(0, 39));
  const bad = badOf(scan);
  expect(Object.keys(bad)).toHaveLength(21);
  expect(bad[files[45]!]).toMatch(/vanished/);
  expect(bad[files[39]!]).toMatch(/folder/);
});

test('unchanged files are not read again; changed, touched and bad ones are', async () => {
  const root = tempFolder();
  await writePictures(root, ['a/1.png', 'a/2.png', 'b/3.png']);
  put(root, 'b/bad.png', 'x');
  const first = await scanFolder(root);
  expect(first.read).toBe(4);
  const known = fileList(filesOf(first));
  const again = await scanFolder(root, { known });
  expect(again.read).toBe(1);
  expect(filesOf(again).toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual(
    filesOf(first).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  );
  put(root, 'a/1.png', await pictureBytes('another'));
  utimesSync(path.join(root, 'a/2.png'), 1e9, 1e9);
  put(root, 'b/bad.png', await pictureBytes('mended'));
  const third = await scanFolder(root, { known });
  expect(third.read).toBe(3);
  expect(goodOf(third)).toHaveLength(4);
  expect(filesOf(third).find((file) => file.path === 'a/1.png')?.sha256).not.toBe(filesOf(first).find((file) => file.path === 'a/1.png')?.sha256);
});

test("nothing of the user's is changed", async () => {
  const root = tempFolder();
  await writePictures(root, ['a/1.png', 'b/2.png']);
  put(root, 'b/bad.jpg', 'x');
  const state = () =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .toSorted()
      .map((file) => {
        const stats = statSync(path.join(root, file));
        return [
          file,
          stats.mtimeMs,
          stats.mode,
          stats.size,
          stats.isFile() ? readFileSync(path.join(root, file), 'base64') : '',
        ];
      });
  const before = state();
  const db = openDatabase(':memory:');
  await addAndShow(db, root);
  closeDatabase(db);
  expect(state()).toEqual(before);
});

test('two pictures of 170 megapixels are read in less than 1.5 GB', async () => {
  const root = tempFolder();
  mkdirSync(path.join(root, 'a'));
  const huge = sharp({
    create: { width: 13_100, height: 13_000, channels: 3, background: '#abc' },
    limitInputPixels: false,
  });
  await huge.clone().jpeg({ quality: 50 }).toFile(path.join(root, 'a/1.jpg'));
  cpSync(path.join(root, 'a/1.jpg'), path.join(root, 'a/2.jpg'));
  const script = `
    import { scanFolder } from '${path.resolve('src/core/datasets/scanning/scan.ts')}';
    const files = [...(await scanFolder(process.argv[1])).found];
    const verdicts = files.map(({ width, height, problem }) => [width, height, problem]);
    console.log(JSON.stringify([verdicts, process.resourceUsage().maxRSS]));
  `;
  const said = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script, root], { encoding: 'utf8' });
  const [files, peakKib] = JSON.parse(said) as [unknown, number];
  expect(files).toEqual([
    [13_100, 13_000, null],
    [13_100, 13_000, null],
  ]);
  console.log(`peak memory ${(peakKib / 1024).toFixed(0)} MiB`);
  expect(peakKib * 1024).toBeLessThan(1.5e9);
}, 120_000);
