import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scanCacheDir } from '@huggingface/hub';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHubServer } from '../../../test/hub-server.ts';
import type { HubServer } from '../../../test/hub-server.ts';
import { StudioError } from '../errors.ts';
import { findInHubCache } from './hub-cache.ts';
import { downloadFromHub } from './hub-download.ts';
import type { DownloadOptions } from './hub-download.ts';
import { hubSettings } from './hub-settings.ts';

const hub = { repository: 'timm/resnet18.test', file: 'model.safetensors' };
const content = randomBytes(3_000_000);
const sha256 = createHash('sha256').update(content).digest('hex');

let cache: string;
let server: HubServer;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'graft-hub-'));
  server = await startHubServer(content);
});
afterEach(async () => {
  await server.close();
  await rm(cache, { recursive: true });
});

const settings = (more: Record<string, string> = {}) =>
  hubSettings({ HF_ENDPOINT: `${server.url}/`, HF_HUB_CACHE: cache, ...more });
const download = (options: DownloadOptions = {}, expected: string | null = sha256) =>
  downloadFromHub(settings(), hub, expected, { retryDelaysMs: [1, 1, 1, 1], ...options });
const repository = () => join(cache, 'models--timm--resnet18.test');
const blobs = () => readdir(join(repository(), 'blobs'));
const fileRequests = () => server.requests.filter(({ path }) => !path.startsWith('/api/'));

async function refusal(attempt: Promise<unknown>): Promise<StudioError> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StudioError);
  return error as StudioError;
}

async function expectWhole(file: string): Promise<void> {
  expect((await readFile(file)).equals(content)).toBe(true);
  expect(await blobs()).toEqual([sha256]);
}

test('the file lands in the layout that other Hugging Face tools read', async () => {
  const seen: number[] = [];
  const file = await download({ onProgress: ({ receivedBytes, totalBytes }) => seen.push(receivedBytes / totalBytes) });
  await expectWhole(file);
  expect(file).toBe(join(repository(), 'snapshots', 'c'.repeat(40), 'model.safetensors'));
  expect(await readlink(file)).toBe(join('..', '..', 'blobs', sha256));
  expect(await readFile(join(repository(), 'refs', 'main'), 'utf8')).toBe('c'.repeat(40));
  expect(fileRequests()[0]!.path).toBe(`/timm/resnet18.test/resolve/${'c'.repeat(40)}/model.safetensors`);
  expect(seen[0]).toBe(0);
  expect(seen.at(-1)).toBe(1);
  expect([...seen].sort((a, b) => a - b)).toEqual(seen);

  const [found] = (await scanCacheDir(cache)).repos;
  expect(found).toMatchObject({ id: { name: 'timm/resnet18.test' }, size: content.length, filesCount: 1 });
  expect(found!.revisions[0]).toMatchObject({ commitOid: 'c'.repeat(40), refs: ['main'] });
  expect(await findInHubCache(settings(), hub, { sha256, sizeBytes: content.length })).toBe(file);
});

test('a connection that breaks is continued with a range, not begun again', async () => {
  server.behaviour.cutAfterBytes = [1_200_000, 900_000];
  await expectWhole(await download());
  const ranges = fileRequests().map(({ range }) => range);
  expect(ranges).toHaveLength(3);
  expect(ranges[0]).toBeUndefined();
  for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=\d{5,7}-$/);
});

test('after giving up, what came is kept and the next call continues it', async () => {
  server.behaviour.cutAfterBytes = [700_000, 0, 0];
  const error = await refusal(download({ retryDelaysMs: [1] }));
  expect(error).toMatchObject({ code: 'download-failed', hint: expect.stringMatching(/goes on/) });
  expect(error.message).toMatch(/connection failed while fetching timm\/resnet18.test\/model.safetensors/);
  const [incomplete] = await blobs();
  expect(incomplete).toBe(`${sha256}.incomplete`);
  const { size } = await stat(join(repository(), 'blobs', incomplete!));
  expect(size).toBeGreaterThan(0);
  expect(await findInHubCache(settings(), hub, { sha256, sizeBytes: null })).toBeNull();

  server.behaviour.cutAfterBytes = [];
  await expectWhole(await download());
  expect(fileRequests().at(-1)!.range).toBe(`bytes=${size}-`);
});

test('a server that ignores ranges costs a new start, not a wrong file', async () => {
  Object.assign(server.behaviour, { cutAfterBytes: [1_000_000], ignoresRange: true });
  await expectWhole(await download());
  expect(fileRequests()).toHaveLength(2);
});

test('a wrong content is thrown away, told, and never placed', async () => {
  const wrong = Buffer.from(content);
  wrong[2_999_999]! ^= 1;
  server.behaviour.served = wrong;
  const error = await refusal(download());
  expect(error.code).toBe('download-failed');
  expect(error.message).toContain(createHash('sha256').update(wrong).digest('hex'));
  expect(await blobs()).toEqual([]);
  expect(await readdir(repository())).toEqual(['blobs']);
});

test('bad bytes left by somebody are replaced once; a longer file than announced is refused', async () => {
  await mkdir(join(repository(), 'blobs'), { recursive: true });
  const incomplete = join(repository(), 'blobs', `${sha256}.incomplete`);
  await writeFile(incomplete, Buffer.alloc(1000, 7));
  await expectWhole(await download());
  expect(fileRequests().map(({ range }) => range)).toEqual(['bytes=1000-', undefined]);

  await rm(repository(), { recursive: true });
  server.behaviour.served = Buffer.concat([content, Buffer.alloc(10)]);
  expect((await refusal(download())).code).toBe('download-failed');
  expect(await blobs()).toEqual([]);
});

test.each([
  [401, /does not know who asks/, /HF_TOKEN/],
  [403, /does not let this account/, /terms/],
  [404, /has no timm\/resnet18.test\/model.safetensors/, /HF_ENDPOINT/],
])('status %i of the metadata or of the file is explained at once', async (status, message, hint) => {
  for (const kind of ['metadataStatus', 'fileStatus'] as const) {
    server.requests.length = 0;
    server.behaviour[kind] = status;
    const error = await refusal(download());
    expect(error.code).toBe('download-failed');
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
    expect(server.requests.filter(({ path }) => path.startsWith('/api/') === (kind === 'metadataStatus'))).toHaveLength(1);
    server.behaviour[kind] = 200;
  }
});

test('a server in trouble is asked again, then named', async () => {
  server.behaviour.fileStatus = 503;
  expect((await refusal(download({ retryDelaysMs: [1, 1] }))).message).toMatch(/answered 503/);
  expect(fileRequests()).toHaveLength(3);
});

test('a connection that falls silent is dropped and continued', async () => {
  server.behaviour.stallAfterBytes = 1_500_000;
  const file = await download({
    stallMs: 200,
    onProgress: ({ receivedBytes }) => {
      if (receivedBytes >= 1_500_000) server.behaviour.stallAfterBytes = null;
    },
  });
  await expectWhole(file);
  expect(fileRequests().map(({ range }) => range)).toEqual([undefined, 'bytes=1500000-']);
});

test('cancelling keeps what came', async () => {
  const controller = new AbortController();
  const onProgress = ({ receivedBytes }: { receivedBytes: number }) => {
    if (receivedBytes > 500_000) controller.abort();
  };
  const error = await refusal(download({ signal: controller.signal, onProgress }));
  expect(error.code).toBe('cancelled');
  expect(await blobs()).toEqual([`${sha256}.incomplete`]);
  await expectWhole(await download());
});

test('the hub\'s checksum serves where the catalogue has none, and is refused where it differs', async () => {
  await expectWhole(await download({}, null));
  const error = await refusal(download({}, 'f'.repeat(64)));
  expect(error).toMatchObject({ code: 'download-failed', message: expect.stringContaining('now holds another') });
});

test('a new commit with the same file brings no bytes', async () => {
  const first = await download();
  server.behaviour.commit = 'd'.repeat(40);
  const second = await download();
  expect(second).not.toBe(first);
  expect(fileRequests()).toHaveLength(1);
  expect(await findInHubCache(settings(), hub, { sha256, sizeBytes: null })).toBe(second);
  await writeFile(join(repository(), 'blobs', sha256), 'damaged');
  await expectWhole(await download());
  expect((await lstat(second)).isSymbolicLink()).toBe(true);
});

test('two at once: the second is told, and a dead owner\'s lock is taken over', async () => {
  const [first, second] = await Promise.allSettled([download(), download()]);
  const codes = [first!, second!].map((end) => (end.status === 'rejected' ? (end.reason as StudioError).code : 'done'));
  expect(codes.sort()).toEqual(['busy', 'done']);
  await rm(repository(), { recursive: true });
  await mkdir(join(repository(), 'blobs'), { recursive: true });
  await writeFile(join(repository(), 'blobs', `${sha256}.incomplete.lock`), '4194304');
  await expectWhole(await download());
});

test('offline asks nobody; the token goes along', async () => {
  const error = await refusal(downloadFromHub(settings({ HF_HUB_OFFLINE: '1' }), hub, sha256));
  expect(error).toMatchObject({ code: 'offline', hint: expect.stringContaining('HF_HUB_OFFLINE') });
  expect(server.requests).toEqual([]);
  await downloadFromHub(settings({ HF_TOKEN: 'secret' }), hub, sha256);
  expect(new Set(server.requests.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer secret']));
});

test('a redirect to another host continues there, without the token', async () => {
  const contentNetwork = await startHubServer(content);
  try {
    server.behaviour.redirectTo = contentNetwork.url;
    contentNetwork.behaviour.cutAfterBytes = [1_000_000];
    await expectWhole(await downloadFromHub(settings({ HF_TOKEN: 'secret' }), hub, sha256, { retryDelaysMs: [1] }));
    expect(contentNetwork.requests.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
    expect(contentNetwork.requests[1]!.range).toMatch(/^bytes=\d+-$/);
  } finally {
    await contentNetwork.close();
  }
});

test('nobody at the address', async () => {
  const nowhere = hubSettings({ HF_ENDPOINT: 'http://127.0.0.1:9', HF_HUB_CACHE: cache });
  expect(await refusal(downloadFromHub(nowhere, hub, sha256))).toMatchObject({ code: 'download-failed' });
});

test('the cache folder follows the variables of huggingface_hub', () => {
  const folder = (environment: Record<string, string>) => hubSettings(environment).cacheFolder;
  expect(folder({ HF_HUB_CACHE: '/a', HF_HOME: '/b' })).toBe('/a');
  expect(folder({ HUGGINGFACE_HUB_CACHE: '/c', HF_HOME: '/b' })).toBe('/c');
  expect(folder({ HF_HOME: '/b', XDG_CACHE_HOME: '/x', HF_HUB_CACHE: '' })).toBe('/b/hub');
  expect(folder({ XDG_CACHE_HOME: '/x' })).toBe('/x/huggingface/hub');
  expect(folder({})).toMatch(/\.cache\/huggingface\/hub$/);
});
