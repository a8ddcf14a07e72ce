import { expect, test } from 'vitest';
import { problemsOf } from './build-electron.ts';

const good = {
  main: [
    { name: 'index.js', text: 'import { app } from "electron";' },
    { name: 'trainer.js', text: 'import { z } from "zod"; // electron' },
    { name: 'image-worker.js', text: '' },
    { name: 'decode-process.js', text: '' },
    { name: 'weights-worker.js', text: '' },
  ],
  preload: [{ name: 'index.cjs', text: 'let electron = require("electron");' }],
};

test('a build as it should be', () => {
  expect(problemsOf((folder) => good[folder])).toEqual([]);
});

test.each([
  [{ main: good.main.slice(1) }, 'out/main/index.js is missing'],
  [
    { main: [...good.main, { name: 'chunk-a.js', text: "import{app}from'electron'" }] },
    'out/main/chunk-a.js loads Electron',
  ],
  [{ main: [...good.main, { name: 'chunk-a.js', text: 'await import("electron")' }] }, 'out/main/chunk-a.js loads Electron'],
  [
    { main: [{ name: 'index.js', text: 'import{n}from"./shared-a.js"' }, ...good.main.slice(1), { name: 'shared-a.js', text: 'import sharp from "sharp";' }] },
    'out/main/shared-a.js loads sharp into Electron',
  ],
  [
    { main: [{ name: 'index.js', text: 'import {\n  z\n} from "zod";\nimport { app } from "electron";\nimport fs from "node:fs";' }, ...good.main.slice(1)] },
    'out/main/index.js loads zod file by file when the program starts',
  ],
  [{ preload: [{ name: 'index.mjs', text: '' }] }, 'out/preload is not index.cjs alone'],
  [
    { preload: [{ name: 'index.cjs', text: 'require("electron");require("zod")' }] },
    'out/preload/index.cjs loads electron, zod',
  ],
  [
    { preload: [{ name: 'index.cjs', text: 'x'.repeat(20_000) }] },
    'out/preload/index.cjs has 20000 bytes: a schema came along',
  ],
])('%#: %s', (change, problem) => {
  expect(problemsOf((folder) => ({ ...good, ...change })[folder])).toEqual([problem]);
});
