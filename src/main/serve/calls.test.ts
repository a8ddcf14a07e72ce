import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { laterHeader } from '../../shared/later-answers.ts';
import { callLimitBytes } from '../door/door-handler.ts';
import { runStudio, send } from './running-studio.fixture.ts';
import type { RunningStudio } from './running-studio.fixture.ts';

let studio: RunningStudio;
beforeAll(async () => {
  studio = await runStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

const post = (
  path: string,
  body: string | Buffer,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => studio.ask(path, { method: 'POST', body, headers });
const errorOf = (text: string) =>
  (JSON.parse(text) as { json: { code: string; message: string; data?: { field?: string } } }).json;

test('a call answers', async () => {
  const { status, json } = await studio.call('system/info');
  expect(status).toBe(200);
  expect(json).toMatchObject({ door: 'browser', dataFolder: studio.desk.studio.folder.root, hasNativePicker: false });
});

test.each(['{', 'nonsense', '{"json":', '\u0000', '{"json":{}}{', "{'json':{}}"])('malformed JSON %j', async (body) => {
  const { status, text } = await post('/api/system/listFolder', body);
  expect(status).toBe(400);
  expect(errorOf(text)).toMatchObject({ code: 'bad-usage' });
  expect(text).not.toMatch(/node_modules|\.ts:|\\n +at /);
});

test.each([
  ['system/listFolder', { folder: 3 }, 'folder'],
  ['system/listFolder', { folder: '' }, 'folder'],
  ['system/listFolder', { folder: ['/'] }, 'folder'],
  ['system/listFolder', { foldr: '/' }, 'foldr'],
  ['labels/set', { dataset: 'a', images: [1, 2, 'x'], label: 'b' }, 'images.2'],
  ['labels/set', { dataset: 'a', images: [], label: 'b' }, 'images'],
  ['images/index', { dataset: 'a', filter: { split: 'everything' } }, 'filter.split'],
  ['datasets/setSplit', { dataset: 'a', val: 2, test: 0, seed: 0 }, 'val'],
  ['datasets/setSplit', { dataset: 'a', val: 0.1, test: 0, seed: 1.5 }, 'seed'],
  ['runs/show', { run: -1 }, 'run'],
])('%s with %j names its field', async (name, input, field) => {
  const { status, json } = await studio.call(name, input);
  expect(status).toBe(400);
  expect(json).toMatchObject({ code: 'bad-usage', data: { field } });
  expect((json as { message: string }).message).toContain(field);
});

test.each([null, 3, 'text', [], true])('an input that is no object: %j', async (input) => {
  const { status, json } = await studio.call('system/listFolder', input);
  expect([status, (json as { code: string }).code]).toEqual([400, 'bad-usage']);
});

test.each([
  '[]',
  '3',
  'null',
  '"x"',
  '{"json":{},"meta":[[99,"x"]]}',
  '{"json":{},"meta":"x"}',
  '{"json":{"__proto__":{"folder":3}}}',
])('a body that is no call: %s is no fault that tells of our insides', async (body) => {
  const { status, text } = await post('/api/system/listFolder', body);
  expect([200, 400]).toContain(status);
  expect(text).not.toMatch(/node_modules|\.ts:|TypeError/);
  expect((await studio.call('system/info')).status).toBe(200);
});

test.each([
  '/api/system/nothing',
  '/api/nothing/info',
  '/api/__proto__/constructor',
  '/api/system/toString',
  '/api/system/info/',
  '/api/system',
  '/api',
])('%s is no call', async (path) => {
  const { status, text } = await post(path, '{}');
  expect(status).toBe(404);
  expect(text).toContain('not-found');
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/event-stream',
  'application/jsonx',
])('what a form of another page can send (%s) is refused', async (type) => {
  const { status, text } = await post('/api/system/info', '{}', { 'content-type': type });
  expect([status, errorOf(text).code]).toEqual([415, 'bad-usage']);
});

const anyClient: Record<string, string>[] = [{}, { [laterHeader]: '1' }];
test.each(anyClient)('a body over the limit is refused, said to be so or not (%j)', async (more) => {
  const path = '/api/system/listFolder';
  const body = Buffer.alloc(callLimitBytes + 1, 0x20);
  const said = await post(path, body, { 'content-type': 'application/json', ...more });
  expect(said.status).toBe(413);
  expect(errorOf(said.text).message).toContain('4 MB');
  const unsaid = await post(path, body, { 'content-type': 'application/json', 'transfer-encoding': 'chunked', ...more });
  expect(unsaid.status).toBe(413);
  const just = Buffer.alloc(callLimitBytes, 0x20);
  just.write('{"json":{}}');
  expect((await post(path, just)).status).toBe(200);
});

test('200,000 pictures in one call are taken', async () => {
  const images = Array.from({ length: 200_000 }, (_, index) => 10_000_000 + index);
  const { status } = await studio.call('labels/exclude', { dataset: 'no such', images, excluded: true });
  expect(status).not.toBe(413);
  expect(status).not.toBe(400);
});

test('a length that is a lie keeps nobody else waiting', async () => {
  const { port } = studio.server;
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST /api/system/info HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${studio.cookie}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"json":',
  );
  expect((await send(port, '/', { headers: { cookie: studio.cookie } })).status).toBe(200);
  socket.destroy();
  expect((await studio.call('system/info')).status).toBe(200);
});

test('none of this was a fault of ours', () => {
  expect(studio.said).toEqual([]);
});
