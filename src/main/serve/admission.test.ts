import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { indexHtml, runStudio, send } from './running-studio.fixture.ts';
import type { RunningStudio } from './running-studio.fixture.ts';

let studio: RunningStudio;
beforeAll(async () => {
  studio = await runStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

const everyKind = [
  '/',
  '/assets/index-abc123.js',
  '/images/1',
  '/samples/a/0',
  '/api/files/a.csv',
  '/api/exports/1/zip',
  '/api/system/info',
  '/api/uploads',
  '/api/datasets/a/camera',
];

test('without a token nothing is answered, in words that say what to do', async () => {
  for (const path of everyKind) {
    const { status, text, headers } = await studio.ask(path, { headers: { cookie: '' } });
    expect(status, path).toBe(401);
    expect(text).toContain('address that the terminal printed');
    expect(headers['set-cookie']).toBeUndefined();
  }
});

test('a visit without a token gets a page', async () => {
  const { status, headers, text } = await studio.ask('/', { headers: { cookie: '', accept: 'text/html' } });
  expect(status).toBe(401);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(text).toContain('<h1>');
});

test.each(['', 'wrong', 'A'.repeat(43), '%00', '../..'])('the token "%s" is refused', async (token) => {
  const { status, headers } = await studio.ask(`/?token=${token}`, { headers: { cookie: '' } });
  expect(status).toBe(401);
  expect(headers['set-cookie']).toBeUndefined();
});

test('a wrong token is refused with a right cookie too', async () => {
  expect((await studio.ask('/?token=wrong')).status).toBe(401);
});

test('a token of one character less or more, and one of another start, are refused', async () => {
  const token = new URL(studio.server.url).searchParams.get('token')!;
  expect(token).toMatch(/^[\w-]{43}$/);
  for (const near of [token.slice(0, -1), `${token}A`, token.toLowerCase()]) {
    expect((await studio.ask(`/?token=${near}`, { headers: { cookie: '' } })).status).toBe(401);
  }
  await using other = await runStudio();
  expect(new URL(other.server.url).searchParams.get('token')).not.toBe(token);
  expect((await other.ask(`/?token=${token}`, { headers: { cookie: '' } })).status).toBe(401);
  expect((await other.ask('/', { headers: { cookie: studio.cookie } })).status).toBe(401);
});

test('the token becomes a cookie of this port that scripts and other sites do not get, and leaves the address', async () => {
  const { pathname, search } = new URL(studio.server.url);
  const { status, headers } = await studio.ask(pathname + search, { headers: { cookie: '' } });
  expect(status).toBe(303);
  expect(headers.location).toBe('/');
  expect(headers['set-cookie']).toHaveLength(1);
  const [pair, ...flags] = headers['set-cookie']![0]!.split('; ');
  expect(pair).toMatch(new RegExp(`^graft_${studio.server.port}=[\\w-]{43}$`));
  expect(flags.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict']);
  expect(pair).not.toContain(new URL(studio.server.url).searchParams.get('token'));
  expect((await studio.ask('/', { headers: { cookie: `other=1; ${pair}` } })).text).toBe(indexHtml);
});

test('a visit that began on another site is sent on by a page, since a redirect would come without the cookie', async () => {
  const { pathname, search } = new URL(studio.server.url);
  const headers = { cookie: '', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  const { status, text, headers: answered } = await studio.ask(pathname + search, { headers });
  expect(status).toBe(200);
  expect(text).toContain('url=/"');
  expect(answered['set-cookie']).toHaveLength(1);
});

test('a ticket opens the door once', async () => {
  const { pathname, search } = new URL(studio.server.ticketUrl());
  expect((await studio.ask(pathname + search, { headers: { cookie: '' } })).status).toBe(303);
  expect((await studio.ask(pathname + search, { headers: { cookie: '' } })).status).toBe(401);
});

test.each(['', 'x', `graft_1=${'a'.repeat(43)}`, 'graft_PORT=', 'graft_PORT=wrong', 'graft_PORT', 'xgraft_PORT=VALUE'])(
  'the cookie "%s" is refused',
  async (cookie) => {
    const value = studio.cookie.split('=')[1]!;
    const sent = cookie.replace('PORT', String(studio.server.port)).replace('VALUE', value);
    expect((await studio.ask('/', { headers: { cookie: sent } })).status).toBe(401);
  },
);

test('a foreign Host (DNS rebinding) is refused on every kind of path, with a right cookie and with a right token', async () => {
  const { port, url } = studio.server;
  const foreign = [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1.evil.example:${port}`,
  ];
  for (const host of [...foreign, `192.168.1.1:${port}`, `localhost:${port}@evil.example`]) {
    for (const path of [...everyKind, `/${new URL(url).search}`]) {
      const { status, headers } = await studio.ask(path, { headers: { host } });
      expect(status, `${host} ${path}`).toBe(421);
      expect(headers['set-cookie']).toBeUndefined();
    }
  }
  for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
    expect((await studio.ask('/', { headers: { host } })).status, host).toBe(200);
  }
});

test('a foreign Origin is refused', async () => {
  const { port } = studio.server;
  const own = [`http://127.0.0.1:${port}`];
  const foreign = [
    'https://evil.example',
    'null',
    `https://127.0.0.1:${port}`,
    `http://127.0.0.1:${port + 1}`,
    `http://localhost:${port}`,
  ];
  const post = (origin: string, path: string) =>
    studio.ask(path, { method: 'POST', body: '{}', headers: { origin, 'content-type': 'application/json' } });
  for (const origin of foreign) {
    for (const path of ['/api/system/info', '/api/uploads?name=a.png', '/api/datasets/a/camera?label=b'])
      expect((await post(origin, path)).status, origin).toBe(403);
  }
  for (const origin of own) expect((await post(origin, '/api/system/info')).status).toBe(200);
});

test('pages of other sites and other ports may not embed or ask, only lead here', async () => {
  for (const site of ['cross-site', 'same-site']) {
    const embedded = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
    const framed = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    const visited = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    for (const path of everyKind) expect((await studio.ask(path, { headers: embedded })).status).toBe(403);
    expect((await studio.ask('/', { headers: framed })).status).toBe(403);
    expect((await studio.ask('/', { method: 'POST', headers: visited })).status).toBe(403);
    expect((await studio.ask('/', { headers: visited })).status).toBe(200);
  }
  expect((await studio.ask('/', { headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(200);
  expect((await studio.ask('/', { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200);
});

test('nothing says that other origins may read, and every answer carries the headers', async () => {
  const answers = [
    await studio.ask('/'),
    await studio.ask('/nothing.js'),
    await studio.ask('/', { headers: { cookie: '' } }),
    await studio.ask('/', { headers: { host: 'evil.example' } }),
    await studio.ask('/api/system/info', { method: 'POST' }),
    await studio.ask('/api/system/info', { method: 'OPTIONS', headers: { origin: 'https://evil.example' } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 401, 421, 200, 405]);
  for (const { headers } of answers) {
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['permissions-policy']).toContain('camera=(self)');
  }
});

test('requests that are none are refused and the server goes on', async () => {
  const { port } = studio.server;
  const host = `Host: 127.0.0.1:${port}\r\n`;
  const lines = [
    `GET http://evil.example/ HTTP/1.1\r\n${host}\r\n`,
    `OPTIONS * HTTP/1.1\r\n${host}\r\n`,
    `TRACE / HTTP/1.1\r\n${host}\r\n`,
    `GET / HTTP/1.1\r\n\r\n`,
    `GET / HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`,
    `POST /api/system/info HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`,
    'nonsense\r\n\r\n',
  ];
  for (const line of lines) {
    const answer = await raw(port, line);
    expect(answer === '' || /^HTTP\/1\.1 4\d\d /.test(answer), `${line} -> ${answer.slice(0, 60)}`).toBe(true);
  }
  expect((await send(port, '/', { headers: { cookie: studio.cookie } })).status).toBe(200);
  expect(studio.said).toEqual([]);
});

function raw(port: number, text: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let answer = '';
  const socket = connect(port, '127.0.0.1', () => socket.write(text));
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
    socket.end();
  });
  socket.on('close', () => resolve(answer)).on('error', reject);
  return promise;
}
