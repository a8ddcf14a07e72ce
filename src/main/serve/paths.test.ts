import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { indexHtml, runStudio } from './running-studio.fixture.ts';
import type { RunningStudio } from './running-studio.fixture.ts';

let studio: RunningStudio;
beforeAll(async () => {
  studio = await runStudio();
  await writeFile(path.join(studio.desk.studio.folder.root, 'secret.txt'), 'secret');
  const renderer = path.join(studio.folder, 'out', 'renderer');
  await symlink(path.join(studio.folder, 'out', 'secret.txt'), path.join(renderer, 'assets', 'link.txt'));
  await symlink(path.join(studio.folder, 'out'), path.join(renderer, 'up'));
  await writeFile(path.join(renderer, '.hidden.txt'), 'secret');
  await mkdir(path.join(renderer, 'folder.js'));
  // A neighbour whose name begins like the folder that is served.
  await mkdir(path.join(studio.folder, 'out', 'renderer-2'));
  await writeFile(path.join(studio.folder, 'out', 'renderer-2', 'secret.txt'), 'secret');
  await symlink(path.join(studio.folder, 'out', 'renderer-2', 'secret.txt'), path.join(renderer, 'neighbour.txt'));
});
afterAll(() => studio[Symbol.asyncDispose]());

test('what is there is served: pages as index.html, hashed files for ever', async () => {
  for (const page of ['/', '/projects/abc/data', '/settings']) {
    const { status, text, headers } = await studio.ask(page);
    expect([status, text, headers['cache-control']]).toEqual([200, indexHtml, 'no-cache']);
  }
  const asset = await studio.ask('/assets/index-abc123.js');
  expect(asset.text).toBe('export {};');
  expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const head = await studio.ask('/assets/index-abc123.js', { method: 'HEAD' });
  expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '10']);
});

const ups = [
  '..',
  '%2e%2e',
  '.%2e',
  '%2E.',
  '..%00',
  '%252e%252e',
  '..;',
  '..\\',
  '..%5c',
  '%c0%ae%c0%ae',
  '%uff0e%uff0e',
  '....',
  '．．',
];
const slashes = ['/', '%2f', '%2F', '\\', '%5c', '%252f', '//', '/./', '%c0%af'];

test('no way of writing "one up" leaves a folder, in any URL that serves a file', async () => {
  const targets = ['secret.txt', 'renderer-2/secret.txt', 'graft.sqlite', 'data/secret.txt', 'etc/passwd'];
  const bases = [
    '/',
    '/assets/',
    '/images/',
    '/samples/',
    '/samples/a/',
    '/api/files/',
    '/api/uploads/',
    '/api/datasets/',
    '/api/',
  ];
  let asked = 0;
  for (const base of bases) {
    for (const up of ups) {
      for (const slash of slashes) {
        const target = targets[asked % targets.length]!;
        const { text } = await studio.ask(encodeURI(`${base}${[up, up, target].join(slash)}`).replaceAll('%25', '%'));
        expect(leaks(text), `${base}${up}${slash}${target}`).toBe(false);
        asked += 1;
      }
    }
  }
  expect(asked).toBe(bases.length * ups.length * slashes.length);
});

const absolute = (studio_: RunningStudio) => path.join(studio_.folder, 'out', 'secret.txt');

test.each(['/', '/assets/', '/images/', '/samples/a/', '/api/files/'])(
  'absolute paths, null bytes and addresses below %s',
  async (base) => {
    const file = absolute(studio);
    const wanted = [file, encodeURIComponent(file), `file://${file}`, encodeURIComponent(`file://${file}`), `/${file}`];
    const endings = ['', '%00', '%00.js', '%0a', '?size=160', '#.js', '/', '/.', '%20'];
    for (const target of [...wanted, 'C:\\secret.txt', 'C%3A%5Csecret.txt', '%00', '%00/secret.txt', '%', '%zz', '%ff']) {
      for (const ending of endings) {
        const { text, status } = await studio.ask(`${base}${target}${ending}`);
        expect(leaks(text), `${base}${target}${ending} -> ${status}`).toBe(false);
      }
    }
  },
);

test.each([
  '/assets/link.txt',
  '/neighbour.txt',
  '/up/secret.txt',
  '/.hidden.txt',
  '/folder.js',
  '/assets',
  '/renderer-2/secret.txt',
  '/a.exe',
])('%s is not served', async (target) => {
  const { status, text } = await studio.ask(target);
  expect(leaks(text)).toBe(false);
  // A path without an extension is a page.
  expect(status).toBe(target === '/assets' ? 200 : 404);
});

test.each([
  '/images/0',
  '/images/-1',
  '/images/1e3',
  '/images/01',
  '/images/0x1',
  '/images/1.5',
  '/images/99999999999999999999',
  '/images/1/2',
])('%s is no picture', async (target) => {
  expect((await studio.ask(target)).status).toBe(404);
});

test('a long path is no fault', async () => {
  expect((await studio.ask(`/${'a'.repeat(4000)}.js`)).status).toBe(404);
  expect((await studio.ask(`/${'a/'.repeat(3000)}b.js`)).status).toBe(404);
  expect((await studio.ask(`/${'a'.repeat(17_000)}`)).status).toBe(431);
});

test('methods: reading paths are not written to, calls are not read', async () => {
  for (const target of ['/', '/assets/index-abc123.js', '/images/1', '/samples/a/0', '/api/files/a.csv']) {
    const { status, headers } = await studio.ask(target, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect([status, headers.allow], target).toEqual([405, 'GET, HEAD']);
  }
  for (const target of [
    '/api/system/info',
    '/api/events/subscribe',
    '/api/uploads',
    '/api/datasets/a/camera',
    '/api/datasets/remove?data=%7B%7D',
  ]) {
    expect((await studio.ask(target)).headers.allow, target).toBe('POST');
    expect((await studio.ask(target, { method: 'HEAD' })).status).toBe(405);
    for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND'])
      expect((await studio.ask(target, { method })).status).toBe(405);
  }
});

test('nothing of all this was a fault', () => {
  expect(studio.said).toEqual([]);
});

const leaks = (text: string): boolean => /^secret|SQLite format|root:/.test(text);
