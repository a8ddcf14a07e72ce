import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { isLoopback, ownHosts } from './own-hosts.ts';
import { tokenFor } from './token-file.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'graft-token-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function tokenFile(text: string, mode = 0o600): string {
  const file = path.join(folder, `token-${(count += 1)}`);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

test.each(['127.0.0.1', '127.1.2.3', 'localhost', 'LOCALHOST', '::1'])('%s needs no file', (host) => {
  expect(tokenFor(host, undefined)).toBeUndefined();
});

test.each(['0.0.0.0', '::', '192.168.1.5', 'example.org', '127.0.0.1.example.org', 'localhost.example.org', '1270.0.0.1'])(
  '%s needs one',
  (host) => {
    expect(isLoopback(host)).toBe(false);
    expect(() => tokenFor(host, undefined)).toThrow(StudioError);
    expect(() => tokenFor(host, undefined)).toThrow('--token-file');
  },
);

test('a file of its owner with one long word', () => {
  const token = 'a1-_.~'.repeat(6);
  expect(tokenFor('0.0.0.0', tokenFile(`${token}\n`))).toBe(token);
  expect(tokenFor('127.0.0.1', tokenFile(token, 0o400))).toBe(token);
});

test.each(['', 'short', 'a'.repeat(31), `${'a'.repeat(40)} b`, `${'a'.repeat(20)}\n${'a'.repeat(20)}`, 'ä'.repeat(40)])(
  '%j is no token',
  (text) => {
    expect(() => tokenFor('0.0.0.0', tokenFile(text))).toThrow('holds no token');
  },
);

test.each([0o640, 0o604, 0o644, 0o660, 0o666, 0o602])('a file of mode %o is refused', (mode) => {
  expect(() => tokenFor('0.0.0.0', tokenFile('a'.repeat(40), mode))).toThrow('by others');
});

test('a file that is not there, and a folder', () => {
  expect(() => tokenFor('0.0.0.0', path.join(folder, 'none'))).toThrow('is not there');
  expect(() => tokenFor('0.0.0.0', folder)).toThrow('is not there');
});

test('hosts of a loopback address, of all addresses and of port 80', () => {
  expect([...ownHosts('127.0.0.1', 7117)].sort()).toEqual(['127.0.0.1:7117', '[::1]:7117', 'localhost:7117']);
  expect(ownHosts('0.0.0.0', 7117).has(`${os.hostname().toLowerCase()}:7117`)).toBe(true);
  expect(ownHosts('0.0.0.0', 7117).has('evil.example:7117')).toBe(false);
  expect(ownHosts('192.168.1.5', 80).has('192.168.1.5')).toBe(true);
  expect(ownHosts('192.168.1.5', 81).has('192.168.1.5')).toBe(false);
});
