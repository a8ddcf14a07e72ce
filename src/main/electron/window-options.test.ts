import { expect, test } from 'vitest';
import { windowOptions } from './window-options.ts';

test('the page is isolated, sandboxed and has nothing of Node; nothing that opens it up is ever set', () => {
  const { webPreferences, show } = windowOptions({ width: 1280, height: 800 }, '/app/out/preload/index.cjs', true);
  expect(webPreferences).toEqual({
    preload: '/app/out/preload/index.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
  });
  expect(show).toBe(false);
});

test('it opens where it is told, never smaller than its pages fit', () => {
  const options = windowOptions({ x: 5, y: 6, width: 1000, height: 700 }, 'p', false);
  expect(options).toMatchObject({ x: 5, y: 6, width: 1000, height: 700, minWidth: 960, minHeight: 640 });
  expect(options.backgroundColor).not.toBe(windowOptions({ width: 1, height: 1 }, 'p', true).backgroundColor);
});
