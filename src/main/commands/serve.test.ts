import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { ended, graft, startGraft } from '../../../test/graft.ts';
import type { StartOptions } from '../../../test/graft.ts';
import { tempFolder } from '../../../test/temp-folder.ts';

async function serve(args: readonly string[], options: StartOptions) {
  const child = startGraft(['serve', '--json', ...args], options);
  const end = ended(child);
  const lines = createInterface({ input: child.stdout });
  const [first] = (await Promise.race([
    once(lines, 'line'),
    end.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ])) as [string];
  return { child, end, listening: JSON.parse(first) as { event: string; url: string; port: number } };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'tells where it listens in its first line, answers there, and %s ends it politely',
  async (signal) => {
    const { child, end, listening } = await serve(['--port', '0'], { home: tempFolder() });
    const { event, url, port } = listening;
    expect(event).toBe('listening');
    expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/\\?token=[\\w-]{43}$`));
    const signIn = await fetch(url, { redirect: 'manual' });
    expect(signIn.status).toBe(303);
    const cookie = signIn.headers.get('set-cookie')!.split(';')[0]!;
    const page = await fetch(new URL('/', url), { headers: { cookie } });
    expect(await page.text()).toContain('<div id="app">');
    // An open stream of events does not hold the end up.
    const headers = { cookie, 'content-type': 'application/json' };
    const stream = await fetch(new URL('/api/events/subscribe', url), { method: 'POST', headers, body: '{"json":{}}' });
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const beganMs = performance.now();
    child.kill(signal);
    const { code, stdout } = await end;
    await stream.text().catch(() => '');
    expect(code).toBe(0);
    expect(performance.now() - beganMs).toBeLessThan(5000);
    expect(stdout.trim().split('\n')).toHaveLength(1);
  },
);

test('two studios at once get two tokens', async () => {
  const home = tempFolder();
  const both = await Promise.all([serve(['--port', '0'], { home }), serve(['--port', '0'], { home })]);
  const tokens = both.map(({ listening }) => new URL(listening.url).searchParams.get('token'));
  expect(new Set(tokens).size).toBe(2);
  for (const { child } of both) child.kill('SIGINT');
  expect((await Promise.all(both.map(({ end }) => end))).map(({ code }) => code)).toEqual([0, 0]);
});

test('a port that another program has is refused by name', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, lines } = await graft(['serve', '--json', '--port', String(port)], { home: tempFolder() });
  other.close();
  expect(code).toBe(2);
  expect(lines()).toEqual([
    {
      error: {
        code: 'bad-usage',
        field: 'port',
        message: `Port ${port} is in use by other programs`,
        hint: expect.stringContaining('--port'),
      },
    },
  ]);
});

test.each([
  [['--host', '0.0.0.0'], 'tokenFile', /--token-file/, 2],
  [['--host', '198.51.100.7', '--token-file', 'TOKEN'], 'host', /no address of this machine/, 2],
  [['--port', '70000'], 'port', /70000/, 2],
  [['--port', 'x'], 'port', /"x"/, 2],
  [['--token-file', 'nowhere'], 'tokenFile', /nowhere is not there/, 1],
  [['--root', '/no/such/folder'], 'root', /no\/such\/folder is not there/, 1],
] as const)('%j is refused', async (args, field, says, exitCode) => {
  const home = tempFolder();
  const token = path.join(home, 'token');
  writeFileSync(token, 'a'.repeat(40));
  chmodSync(token, 0o600);
  const { code, lines } = await graft(['serve', '--json', ...args.map((arg) => (arg === 'TOKEN' ? token : arg))], { home });
  expect(lines()[0].error.message).toMatch(says);
  expect(lines()[0].error.field).toBe(field);
  expect(code).toBe(exitCode);
});

test('other machines are let in with the token of a file, under the names of this machine alone', async () => {
  const home = tempFolder();
  const file = path.join(home, 'token');
  writeFileSync(file, `${'secret-'.repeat(6)}\n`);
  chmodSync(file, 0o600);
  const { child, end, listening } = await serve(['--port', '0', '--host', '0.0.0.0', '--token-file', file], { home });
  expect(listening.url).toContain(`?token=${'secret-'.repeat(6)}`);
  expect((await fetch(listening.url, { redirect: 'manual' })).status).toBe(303);
  child.kill('SIGINT');
  expect((await end).code).toBe(0);
});

const noScreen = { DISPLAY: '', WAYLAND_DISPLAY: '', BROWSER: '', WSL_DISTRO_NAME: '' };
const cannotOpen: [Record<string, string>, string][] = [
  [{ BROWSER: '/no/such/opener' }, '/no/such/opener is missing'],
  [{ BROWSER: 'false' }, 'false ended with 1'],
  // On macOS there is always one.
  ...(process.platform === 'darwin' ? [] : [[noScreen, 'there is no screen here'] as [Record<string, string>, string]]),
];

test.each(cannotOpen)('where no browser can be opened --open says why, and it is served all the same: %j', async (env, why) => {
  const { child, end } = await serve(['--port', '0', '--open'], { home: tempFolder(), env });
  await once(child.stderr, 'data');
  child.kill('SIGINT');
  const { stderr, code } = await end;
  expect(stderr).toContain(`No browser could be opened: ${why}. Open the address yourself.\n`);
  expect(code).toBe(0);
});

test('the browser is opened with an address for one use, which is not the secret', async () => {
  const home = tempFolder();
  const seen = path.join(home, 'seen');
  const opener = path.join(home, 'opener');
  writeFileSync(opener, `#!/bin/sh\nprintf %s "$1" > '${seen}.new' && mv '${seen}.new' '${seen}'\n`, { mode: 0o700 });
  const { child, end, listening } = await serve(['--port', '0', '--open'], { home, env: { BROWSER: opener } });
  const { existsSync, readFileSync } = await import('node:fs');
  for (let tries = 0; tries < 200 && !existsSync(seen); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  const url = readFileSync(seen, 'utf8');
  expect(url).not.toBe(listening.url);
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(401);
  child.kill('SIGINT');
  expect((await end).code).toBe(0);
});
