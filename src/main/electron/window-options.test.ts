import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { windowOptions } from './window-options.ts';

const { webPreferences: said, ...options } = windowOptions({ x: 5, y: 6, width: 1000, height: 700 }, '/app/preload.cjs', false);
const preferences = said as Record<string, unknown>;

/** Electron's switches that open a page up, by its documentation of WebPreferences, and the value each must never have. */
const opening: Record<string, unknown> = {
  contextIsolation: false,
  sandbox: false,
  webSecurity: false,
  nodeIntegration: true,
  nodeIntegrationInWorker: true,
  nodeIntegrationInSubFrames: true,
  allowRunningInsecureContent: true,
  experimentalFeatures: true,
  webviewTag: true,
  navigateOnDragDrop: true,
  plugins: true,
  enableWebSQL: true,
  disableHtmlFullscreenWindowResize: true,
  safeDialogs: false,
};

test('no switch that opens a page up is on, and what isolates it does not hang on a default of Electron', () => {
  for (const [name, value] of Object.entries(opening)) expect(preferences[name], name).not.toBe(value);
  for (const name of ['contextIsolation', 'sandbox', 'nodeIntegration', 'webviewTag']) expect(preferences).toHaveProperty(name);
  // Features by name, another session's partition and scripts before ours are ways in as well.
  const strings = Object.entries(preferences).filter(([, value]) => typeof value !== 'boolean');
  expect(strings).toEqual([['preload', '/app/preload.cjs']]);
});

test('it opens where it is told, never smaller than its pages fit, and is shown when its page is drawn', () => {
  expect(options).toMatchObject({ x: 5, y: 6, width: 1000, height: 700, minWidth: 960, minHeight: 640, show: false });
});

test('before the page is drawn the window has the ground that the page will have', () => {
  const tokens = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8');
  const [, light, dark] = /--ground: light-dark\((#\w{6}), (#\w{6})\)/.exec(tokens)!;
  const ground = (isDark: boolean) => windowOptions({ width: 1, height: 1 }, 'p', isDark).backgroundColor;
  expect([ground(false), ground(true)]).toEqual([light, dark]);
});
