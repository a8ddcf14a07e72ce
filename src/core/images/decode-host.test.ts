import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { createDecodeHost } from './decode-host.ts';
import type { DecodeHostOptions } from './decode-host.ts';
import { hostilePictures } from './hostile.fixture.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'graft-decode-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const picture = await sharp({ create: { width: 90, height: 70, channels: 3, background: '#484' } }).png().toBuffer();
const sha256 = createHash('sha256').update(picture).digest('hex');
const put = (name: string, bytes: Buffer | string = picture): string => {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
};
/** 40 megapixels: passes the gate for large pictures. */
const large = put('large.png', await sharp({ create: { width: 8000, height: 5000, channels: 3, background: '#123' } }).png().toBuffer());

function host(options: DecodeHostOptions = {}) {
  const entry = new URL('./misbehaving-decoder.fixture.ts', import.meta.url);
  const opened = createDecodeHost({ processes: 2, entry, ...options });
  onTestFinished(() => opened.close());
  return { inspect: (source: string | Buffer) => opened.run({ kind: 'inspect', source }), opened };
}

const good = { kind: 'picture', format: 'png', sha256, width: 90, height: 70, isDim: false };

test('a file or its bytes is read once: hash, size and verdict', async () => {
  const { inspect } = host();
  expect(await inspect(put('a.png'))).toEqual(good);
  expect(await inspect(picture)).toEqual(good);
  expect(await inspect(put('notes.txt', 'text'))).toEqual({ kind: 'other' });
  expect(await inspect(path.join(folder, 'gone.png'))).toMatchObject({ kind: 'bad', sha256: null, errorCode: 'ENOENT' });
  expect(await inspect(put('cut.png', picture.subarray(0, 60)))).toMatchObject({ kind: 'bad', reason: expect.stringMatching(/truncated/) });
  expect(await inspect(large)).toMatchObject({ kind: 'picture', width: 8000 });
});

test('what was got ready does what comes then, and one that ends before it had anything to do is replaced', async () => {
  const { inspect, opened } = host({ idleMs: 1 });
  opened.getReady();
  opened.getReady();
  expect(await Promise.all(['1.png', '2.png', '3.png'].map((name) => inspect(put(name))))).toEqual([good, good, good]);
  opened.getReady();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await inspect(put('4.png'))).toEqual(good);
});

test.runIf(process.platform === 'linux')('another process starts for work that waits too long, and at once for somebody who looks', async () => {
  const children = () => readFileSync('/proc/thread-self/children', 'utf8').split(' ').filter((pid) => pid.trim() !== '').length;
  const before = children();
  const patient = host({ patienceMs: 60_000 });
  // While none has answered yet others start after a second, in which a busy machine starts none.
  await patient.inspect(put('1.png'));
  await Promise.all(['2.png', '3.png', '4.png'].map((name) => patient.inspect(put(name))));
  expect(children()).toBe(before + 1);
  await Promise.all([patient.inspect(large), patient.opened.run({ kind: 'inspect', source: picture }, { urgent: true })]);
  expect(children()).toBe(before + 2);

  const other = host({ patienceMs: 1 });
  await other.inspect(put('1.png'));
  await Promise.all([other.inspect(large), other.inspect(large), other.inspect(put('2.png'))]);
  expect(children()).toBe(before + 4);
});

test('a picture that kills its process is tried once more and then has that reason; the others are read', async () => {
  const { inspect } = host();
  const crash = put('crash.png');
  const outcomes = await Promise.allSettled([inspect(put('1.png')), inspect(crash), inspect(put('2.png')), inspect(put('3.png'))]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({ code: 'bad-image', message: expect.stringMatching(/broke the process .*SIGSEGV/) });
  expect(await inspect(put('4.png'))).toEqual(good);
});

test('a picture that hangs is given up after its time', async () => {
  const beganMs = performance.now();
  await host().inspect(put('1.png'));
  // A process has to start in that time too, which takes longer on a busy machine.
  const seconds = Math.max(1.5, Math.ceil((5 * (performance.now() - beganMs)) / 1000));
  const { inspect } = host({ limitMs: seconds * 1000 });
  expect(await inspect(put('1.png'))).toEqual(good);
  await expect(inspect(put('hang.png'))).rejects.toMatchObject({ code: 'bad-image', message: `decoding it took more than ${seconds} s and was given up` });
  expect(await inspect(put('2.png'))).toEqual(good);
});

test('a picture is not given up for time in which the program stood still: it was stopped, or held up', async () => {
  const beganMs = performance.now();
  await host().inspect(put('1.png'));
  const limitMs = Math.max(1000, 5 * (performance.now() - beganMs));
  const { inspect } = host({ limitMs });
  expect(await inspect(put('1.png'))).toEqual(good);
  const asked = inspect(put('2.png'));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, limitMs + 500);
  expect(await asked).toEqual(good);
});

test('a process that grows beyond its memory is ended, with the figure', async () => {
  const { inspect } = host({ memoryLimitBytes: 400_000_000, processes: 1 });
  // Its answer may come first; then it goes on growing until the next picture is given up twice.
  await inspect(put('grow.png')).catch(() => undefined);
  await expect(inspect(large)).rejects.toMatchObject({ code: 'bad-image', message: expect.stringMatching(/took 0\.\d GB of memory/) });
  expect(await inspect(put('1.png'))).toEqual(good);
});

test('costly pictures wait for one another and hold up nobody else; urgent ones go first', async () => {
  const { inspect, opened } = host();
  await Promise.all([inspect(put('1.png')), inspect(put('2.png'))]);
  const order: string[] = [];
  const costly = Array.from({ length: 3 }, () => inspect(large).then(() => order.push('costly')));
  const patient = Array.from({ length: 6 }, () => inspect(picture).then(() => order.push('patient')));
  const urgent = opened.run({ kind: 'inspect', source: picture }, { urgent: true }).then(() => order.push('urgent'));
  await Promise.all([...costly, ...patient, urgent]);
  expect(order.indexOf('urgent')).toBeLessThan(order.indexOf('patient') + 3);
  expect(order.lastIndexOf('patient')).toBeLessThan(order.lastIndexOf('costly'));
});

test('a thumbnail is only of the picture that was scanned', async () => {
  const { opened } = host();
  const file = put('a.png');
  const { bytes, isCheap } = await opened.run({ kind: 'thumbnail', file, sha256, size: 160 });
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 90 });
  expect(isCheap).toBe(true);
  await expect(opened.run({ kind: 'thumbnail', file, sha256: 'x', size: 160 })).rejects.toMatchObject({ code: 'not-found' });
});

test('what hostile files are refused with comes back as their verdict', async () => {
  const { inspect } = host();
  for (const { bytes, reason } of await hostilePictures()) {
    expect(await inspect(bytes)).toMatchObject({ kind: 'bad', reason: expect.stringMatching(reason) });
  }
});

test('closed, it cancels what waits', async () => {
  const { inspect, opened } = host();
  const asked = Promise.allSettled([inspect(large), inspect(large), inspect(picture)]);
  await opened.close();
  for (const outcome of await asked) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
  await expect(inspect(picture)).rejects.toMatchObject({ code: 'cancelled' });
});

test('the processes keep no program alive', async () => {
  const script = put('ends.ts', `
    const { decodeHost } = await import(${JSON.stringify(new URL('./decode-host.ts', import.meta.url).href)});
    console.log((await decodeHost().run({ kind: 'inspect', source: ${JSON.stringify(large)} })).kind);
  `);
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', script], { timeout: 25_000 });
  expect(stdout).toBe('picture\n');
});

