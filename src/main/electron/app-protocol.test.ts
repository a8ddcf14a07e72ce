import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDesk } from '../api/open-desk.ts';
import type { OpenDesk } from '../api/open-desk.ts';
import { createDoorHandler } from '../door/door-handler.ts';
import { registerStudioScheme, serveAppProtocol } from './app-protocol.ts';

// The real handler of both doors on a real data folder; only Electron's `protocol` is a fake, which calls what it was given.
let folder: string;
let desk: OpenDesk;
let ask: (url: string, init?: RequestInit) => Promise<Response>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'app-protocol-'));
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer', 'index.html'), '<title>page</title>');
  writeFileSync(join(folder, 'renderer', 'assets', 'a.js'), 'export {}');
  writeFileSync(join(folder, 'secret.js'), '// what nobody may read');
  symlinkSync(join(folder, 'secret.js'), join(folder, 'renderer', 'assets', 'link.js'));
  const door = { kind: 'electron' as const, rootFolder: homedir(), pointedAt: new Set<string>(), pickFolder: async () => '/picked', reveal: null };
  desk = await openDesk({ dataDir: join(folder, 'data'), door });
  let handle: ((request: Request) => Promise<Response>) | undefined;
  const protocol = { handle: (_scheme: string, handler: typeof handle) => (handle = handler) };
  serveAppProtocol(
    protocol as never,
    createDoorHandler(desk.desk, { rendererFolder: join(folder, 'renderer'), log: () => undefined }),
  );
  ask = (url, init) => handle!(new Request(url, init));
});
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true });
});

test('the scheme is registered as standard and secure, without a way around the content policy', () => {
  const registered: unknown[] = [];
  registerStudioScheme({ registerSchemesAsPrivileged: (schemes) => registered.push(...schemes) });
  expect(registered).toEqual([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
});

test('pages and calls are answered under a strict policy', async () => {
  for (const url of ['app://studio/', 'app://studio/projects/1/data']) {
    const page = await ask(url);
    expect([page.status, await page.text()]).toEqual([200, '<title>page</title>']);
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-(inline|eval)/);
  }
  const call = await ask('app://studio/api/system/pickFolder', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'app://studio' },
    body: '{}',
  });
  expect([call.status, await call.json()]).toEqual([200, { json: { folder: '/picked' } }]);
});

test.each([
  'app://studio/../secret.js',
  'app://studio/assets/../../secret.js',
  'app://studio/%2e%2e/secret.js',
  'app://studio/assets/%2e%2e%2f%2e%2e%2fsecret.js',
  'app://studio/assets/..%5c..%5csecret.js',
  'app://studio/assets/%252e%252e/secret.js',
  'app://studio/assets/%00.js',
  'app://studio//secret.js',
  'app://studio/assets/link.js',
  'app://studio/C:/secret.js',
])('%s gives nothing away', async (url) => {
  const response = await ask(url);
  expect(await response.text()).not.toContain('nobody may read');
  expect(response.status).toBe(404);
});

test.each(['app://images/1', 'app://studio.example.org/', 'app://studio:81/', 'https://studio/'])(
  '%s is not the studio',
  async (url) => {
    const response = await ask(url);
    expect([response.status, response.headers.get('x-content-type-options')]).toEqual([404, 'nosniff']);
  },
);

test.each(['https://example.org', 'null', 'app://images'])('a request that %s began is refused', async (origin) => {
  const response = await ask('app://studio/api/system/info', { method: 'POST', headers: { origin }, body: '{}' });
  expect(response.status).toBe(403);
});
