import { expect, test } from 'vitest';
import { electronMissing } from './electron.ts';

const desktop = { platform: 'linux' as const, environment: { DISPLAY: ':0' }, isRoot: false };

test('Electron is shown where its binary, a display and its sandbox are there', () => {
  expect(electronMissing('/e/electron', desktop)).toBeNull();
  expect(electronMissing('/e/electron', { ...desktop, environment: { WAYLAND_DISPLAY: 'wayland-0' } })).toBeNull();
  expect(electronMissing('/e/electron', { platform: 'darwin', environment: {}, isRoot: false })).toBeNull();
});

test('what is missing is said', () => {
  expect(electronMissing(null, desktop)).toContain('install-electron');
  expect(electronMissing('/e/electron', { ...desktop, environment: {} })).toBe('there is no display');
  expect(electronMissing('/e/electron', { ...desktop, isRoot: true })).toContain('root');
});
