import { pbkdf2 } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sentLimitBytes } from '../../shared/sent-limits.ts';
import { openUploads } from '../api/uploads.ts';
import { dataFolder } from '../../core/data-folder.ts';
import { ownedName } from '../../core/files/owned-name.ts';
import { runStudio } from './running-studio.fixture.ts';
import type { RunningStudio } from './running-studio.fixture.ts';

let studio: RunningStudio;
beforeAll(async () => {
  studio = await runStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

const post = (query: string, body: Buffer | string, headers: Record<string, string> = { 'content-type': 'image/jpeg' }) =>
  studio.ask(`/api/uploads${query}`, { method: 'POST', body, headers });
const uploadsFolder = () => path.join(studio.desk.studio.folder.root, 'uploads');
const filesHeld = async () => {
  const [own] = await readdir(uploadsFolder());
  return readdir(path.join(uploadsFolder(), own!));
};

test('bytes arrive as they were, readable by the user alone, under a name of ours', async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
  const { status, text } = await post(`?name=${encodeURIComponent('Blüte 1.JPG')}&kind=picture`, bytes);
  expect(status).toBe(200);
  const { upload, name, sizeBytes } = JSON.parse(text) as { upload: string; name: string; sizeBytes: number };
  expect([name, sizeBytes]).toEqual(['Blüte 1.JPG', 300_000]);
  const { file } = studio.desk.uploads.find(upload);
  expect(path.basename(file)).toBe(`${upload}.JPG`);
  expect(bytes.equals(await readFile(file))).toBe(true);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
  await studio.desk.uploads.remove(upload);
  expect(await filesHeld()).toEqual([]);
  expect(() => studio.desk.uploads.find(upload)).toThrow('There is no upload');
});

test.each(['../../evil.png', '/etc/cron.d/evil.png', '..\\..\\evil.png', '%2e%2e/evil.png'])(
  'the name "%s" leaves no folder',
  async (name) => {
    const { status, text } = await post(`?name=${encodeURIComponent(name)}`, 'x');
    expect(status).toBe(200);
    const { upload } = JSON.parse(text) as { upload: string };
    const { file } = studio.desk.uploads.find(upload);
    expect(path.dirname(path.dirname(file))).toBe(uploadsFolder());
    await studio.desk.uploads.remove(upload);
  },
);

test.each([
  '',
  '?name=',
  '?name=%20',
  '?name=a%00.png',
  `?name=${'a'.repeat(300)}`,
  '?name=..%2f',
  '?name=a.png&kind=program',
])('%s is refused', async (query) => {
  const { status, text } = await post(query, 'x');
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatchObject({ code: 'bad-usage', field: query.includes('kind') ? 'kind' : 'name' });
  expect(await filesHeld()).toEqual([]);
});

test('the limit holds, said or not, and nothing of what was too large stays', async () => {
  const said = await post('?name=a.jpg', '', { 'content-length': String(sentLimitBytes.picture + 1) }).catch(
    (error: Error) => error,
  );
  // A client that promised more than it sends may see its connection end instead.
  if (!(said instanceof Error)) expect(said.status).toBe(413);
  const { status, text } = await sendChunks('/api/uploads?name=a.jpg', 70, 1_000_000);
  expect(status).toBe(413);
  expect(JSON.parse(text)).toMatchObject({ code: 'bad-usage' });
  expect(text).toContain('64 MB');
  expect(await filesHeld()).toEqual([]);
});

test('a body that fails before its file is made leaves no file either', async () => {
  const { uploads } = studio.desk;
  const failing = () => new ReadableStream<Uint8Array>({ start: (it) => it.error(new Error('broken off')) });
  // Threads that are busy open the file late.
  const busy = Array.from({ length: 64 }, () => promisify(pbkdf2)('a', 'b', 20_000, 64, 'sha512'));
  const received = Array.from({ length: 20 }, () => uploads.receive(failing(), { name: 'a.jpg', kind: 'picture' }));
  for (const outcome of await Promise.allSettled(received)) expect(outcome.status).toBe('rejected');
  await Promise.all(busy);
  await delay(50);
  expect(await filesHeld()).toEqual([]);
});

test('a weights file may be larger than a picture', async () => {
  const { status, text } = await sendChunks('/api/uploads?name=w.safetensors&kind=weights', 70, 1_000_000);
  expect([status, (JSON.parse(text) as { sizeBytes: number }).sizeBytes]).toEqual([200, 70_000_000]);
  await studio.desk.uploads.remove((JSON.parse(text) as { upload: string }).upload);
});

test('an upload that breaks off leaves nothing', async () => {
  const request = http.request({
    port: studio.server.port,
    path: '/api/uploads?name=a.jpg',
    method: 'POST',
    headers: { cookie: studio.cookie },
  });
  request.on('error', () => undefined);
  request.write(Buffer.alloc(100_000));
  for (let tries = 0; tries < 200 && (await filesHeld()).length === 0; tries++) await delay(10);
  expect(await filesHeld()).toHaveLength(1);
  request.destroy();
  for (let tries = 0; tries < 200 && (await filesHeld()).length > 0; tries++) await delay(10);
  expect(await filesHeld()).toEqual([]);
  expect(studio.said).toEqual([]);
});

test('uploads end with their time, and those of a program that died with the next start', async () => {
  const folder = dataFolder(path.join(studio.folder, 'other-data'));
  const orphan = path.join(folder.root, 'uploads', ownedName('').replace(/\w{8}-(\w+)$/, '00000000-$1'));
  const foreign = path.join(folder.root, 'uploads', 'notes of a person');
  await Promise.all([orphan, foreign].map((each) => mkdir(each, { recursive: true })));
  await writeFile(path.join(orphan, 'a.png'), 'x');
  const uploads = await openUploads(folder, { keptMs: 50, totalLimitBytes: 10 });
  expect((await readdir(path.dirname(orphan))).sort()).toEqual([
    expect.stringMatching(new RegExp(`^\\.graft-${process.pid}-`)),
    'notes of a person',
  ]);
  const { upload } = await uploads.receive(new Blob(['12345']).stream(), { name: 'a.png', kind: 'picture' });
  const { file } = uploads.find(upload);
  await expect(uploads.receive(new Blob(['123456']).stream(), { name: 'b.png', kind: 'picture' })).rejects.toThrow(
    'uploads are waiting',
  );
  await uploads.receive(new Blob(['12345']).stream(), { name: 'c.png', kind: 'picture' });
  for (let tries = 0; tries < 200 && (await stat(file).catch(() => null)); tries++) await delay(10);
  expect(() => uploads.find(upload)).toThrow('There is no upload');
  await uploads.close();
  expect(await readdir(path.dirname(orphan))).toEqual(['notes of a person']);
});

function sendChunks(target: string, count: number, bytes: number): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const headers = { cookie: studio.cookie };
  const request = http.request(
    { port: studio.server.port, path: target, method: 'POST', headers, agent: false },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, text }));
    },
  );
  request.on('error', reject);
  void (async () => {
    for (let index = 0; index < count; index++) {
      if (!request.write(Buffer.alloc(bytes, index))) await new Promise<void>((go) => request.once('drain', go));
    }
    request.end();
  })();
  return promise;
}
