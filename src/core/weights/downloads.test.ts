import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { startHubServer } from '../../../test/hub-server.ts';
import type { HubServer } from '../../../test/hub-server.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import type { DownloadState } from '../../shared/contract/backbone-calls.ts';
import type { StudioEvent } from '../../shared/contract/events.ts';
import { dataFolder } from '../data-folder.ts';
import { catalogueNets } from '../nets/named.ts';
import { planNet } from '../nets/plan/net-plan.ts';
import { tensorTable } from '../nets/plan/tensor-table.ts';
import { elementCount } from '../tensor.ts';
import { backboneInfo } from './backbones.ts';
import { createDownloads } from './downloads.ts';
import type { Downloads, DownloadsOptions } from './downloads.ts';
import { writeSafetensors } from './safetensors.ts';

/** Of the catalogue's, one whose checksum is not known in advance: any file of its architecture will do. */
const id = 'resnet50.tv2_in1k';
const other = 'resnet101.tv_in1k';
let content: Buffer;
beforeAll(async () => {
  const folderForAll = await mkdtemp(join(tmpdir(), 'graft-downloads-'));
  const rows = tensorTable(planNet(catalogueNets.get('resnet50')!.spec), 3);
  const zeros = rows.map(({ name, shape }) => [name, { shape, data: new Float32Array(elementCount(shape)) }] as const);
  await writeSafetensors(join(folderForAll, 'weights.safetensors'), new Map(zeros), {});
  content = await readFile(join(folderForAll, 'weights.safetensors'));
  await rm(folderForAll, { recursive: true });
});

let server: HubServer;
let environment: Record<string, string>;
let folder: ReturnType<typeof dataFolder>;
let events: StudioEvent[];
beforeEach(async () => {
  const root = tempFolder();
  server = await startHubServer(content);
  onTestFinished(() => server.close());
  environment = { HF_ENDPOINT: server.url, HF_HUB_CACHE: join(root, 'hub') };
  folder = dataFolder(join(root, 'data'));
  events = [];
});

function open(options: Partial<DownloadsOptions> = {}): Downloads {
  const downloads = createDownloads({ folder, environment, publish: (event) => events.push(event), retryDelaysMs: [1, 1], ...options });
  onTestFinished(() => downloads.close());
  return downloads;
}

const told = (backbone = id): DownloadState[] =>
  events.flatMap((event) => (event.type === 'download' && event.download.backbone === backbone ? [event.download] : []));

async function until(state: DownloadState['state'], backbone = id): Promise<DownloadState> {
  for (;;) {
    const last = told(backbone).at(-1);
    if (last?.state === state) return last;
    if (last && (last.state === 'failed' || last.state === 'done')) throw new Error(`${last.state}: ${last.message}`);
    await wait(5);
  }
}
const info = (backbone = id) => backboneInfo(folder, backbone, environment);

test('is fetched, tells how far it is, and the backbone is on disk then', async () => {
  const downloads = open();
  expect(await downloads.start(id)).toMatchObject({ backbone: id, state: 'running', receivedBytes: 0, message: null });
  expect(await until('done')).toMatchObject({ receivedBytes: content.length, totalBytes: content.length });
  const received = told().map(({ receivedBytes }) => receivedBytes);
  expect(received.length).toBeGreaterThan(5);
  expect(received.slice(0, -1)).toEqual(received.slice(0, -1).toSorted((a, b) => a - b));
  expect(events.at(-1)).toEqual({ type: 'backbones' });
  expect((await info()).onDisk).toBe(true);
  expect(await downloads.stateOf(await info())).toBeNull();
});

test('paused it keeps what came, which a later start of the program shows and goes on from', async () => {
  server.behaviour.stallAfterBytes = 20_000_000;
  const first = open();
  await first.start(id);
  while ((told().at(-1)?.receivedBytes ?? 0) < 20_000_000) await wait(5);
  expect(await first.pause(id)).toMatchObject({ state: 'paused', receivedBytes: 20_000_000, totalBytes: content.length });
  expect(told().at(-1)!.state).toBe('paused');
  expect(await first.stateOf(await info())).toMatchObject({ state: 'paused', receivedBytes: 20_000_000 });
  await first.close();

  const second = open();
  expect(await second.stateOf(await info())).toMatchObject({ backbone: id, state: 'paused', receivedBytes: 20_000_000 });
  expect(await second.pause(id)).toMatchObject({ state: 'paused' });
  server.behaviour.stallAfterBytes = null;
  const before = server.requests.length;
  expect(await second.start(id)).toMatchObject({ state: 'running', receivedBytes: 20_000_000 });
  await until('done');
  expect(server.requests.slice(before).map(({ range }) => range)).toContain('bytes=20000000-');
});

test('a connection that breaks is taken up again; who asks twice gets the same download', async () => {
  server.behaviour.cutAfterBytes = [9_000_000, 9_000_000];
  const downloads = open();
  await Promise.all([downloads.start(id), downloads.start(id)]);
  expect(await downloads.start(id)).toMatchObject({ state: 'running' });
  await until('done');
  const ranges = server.requests.filter(({ path }) => path.includes('/resolve/')).map(({ range }) => range);
  // What was under way when the connection broke may be lost with it, so a request begins at or before the cut.
  const [first, ...starts] = ranges.map((range) => range && Number(/^bytes=(\d+)-$/.exec(range)?.[1]));
  expect([first, starts.length]).toEqual([undefined, 2]);
  const [second, third] = starts as [number, number];
  expect(second).toBeGreaterThan(0);
  expect(second).toBeLessThanOrEqual(9_000_000);
  expect(third).toBeGreaterThan(second);
  expect(third).toBeLessThanOrEqual(second + 9_000_000);
});

test('at most two at once: a third waits, says so, and can be paused while it waits', async () => {
  server.behaviour.stallAfterBytes = 1_000_000;
  const downloads = open({ atOnce: 1 });
  await downloads.start(id);
  expect(await downloads.start(other)).toMatchObject({ state: 'running', message: expect.stringContaining('Waits') });
  await wait(50);
  expect(told(other)).toHaveLength(1);
  expect(await downloads.pause(other)).toMatchObject({ state: 'paused', message: null });
  expect(await downloads.start(other)).toMatchObject({ message: expect.stringContaining('Waits') });
  await downloads.pause(id);
  while ((told(other).at(-1)?.receivedBytes ?? 0) === 0) await wait(5);
  expect(told(other).at(-1)).toMatchObject({ state: 'running', message: null });
  await downloads.close();
  expect(told(other).at(-1)!.state).toBe('paused');
});

test.each([
  [401, /who asks/, /HF_TOKEN/],
  [404, /has no/, /HF_ENDPOINT/],
])('the hub answers %i: failed with the reason and what to do, and it can be tried again', async (status, message, hint) => {
  server.behaviour.metadataStatus = status;
  const downloads = open();
  await downloads.start(id);
  await expect(until('done')).rejects.toThrow(message);
  const failed = await downloads.stateOf(await info());
  expect(failed).toMatchObject({ state: 'failed', message: expect.stringMatching(message) });
  expect(failed!.error).toMatchObject({ code: 'download-failed', hint: expect.stringMatching(hint) });
  server.behaviour.metadataStatus = 200;
  events.length = 0;
  const again = await downloads.start(id);
  expect(again).toMatchObject({ state: 'running', message: null });
  expect(again.error).toBeUndefined();
  await until('done');
});

test('what came is another content: failed, nothing kept; offline too', async () => {
  server.behaviour.served = Buffer.alloc(content.length, 1);
  const downloads = open();
  await downloads.start(id);
  await expect(until('done')).rejects.toThrow(/thrown away/);
  expect((await info()).onDisk).toBe(false);
  environment['HF_HUB_OFFLINE'] = '1';
  events.length = 0;
  await downloads.start(id);
  await expect(until('done')).rejects.toThrow(/HF_HUB_OFFLINE/);
  expect((await downloads.stateOf(await info()))!.error!.code).toBe('offline');
});

test('what is nowhere to be downloaded from is refused', async () => {
  const downloads = open();
  await expect(downloads.start('resnet18.graft_starter')).rejects.toMatchObject({ code: 'not-found', field: 'backbone' });
  await expect(downloads.start('no-such')).rejects.toMatchObject({ code: 'not-found' });
  await expect(downloads.pause(id)).rejects.toMatchObject({ code: 'not-found' });
});
