import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = join(dirname(fileURLToPath(import.meta.url)), 'check-layers.mjs');

/** Runs the check on a tree of files made for it; every folder explains itself but those in `mute`. */
function check(files: Record<string, string>, mute: readonly string[] = []): { status: number | null; broken: string[] } {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      if (!mute.includes(dirname(path))) writeFileSync(join(root, dirname(path), 'README.md'), 'explained');
    }
    const { status, stdout } = spawnSync(process.execPath, [script, root], { encoding: 'utf8' });
    return { status, broken: stdout.trim().split('\n').slice(0, -1) };
  } finally {
    rmSync(root, { recursive: true });
  }
}

const value = 'export const value = 1;\n';

test('a tree that keeps the rules passes', () => {
  const result = check({
    'src/shared/spec.ts': `import { z } from 'zod';\nexport const spec = z.string();\n`,
    'src/core/errors.ts': value,
    'src/core/graph/node.ts': `import { value } from '../errors.ts';\nexport const node = value;\n`,
    'src/core/files/write.ts': `import { rename } from 'node:fs/promises';\nimport { value } from '../errors.ts';\nexport const w = [rename, value];\n`,
    'src/core/training/read.ts': `import { open, readFile } from 'node:fs/promises';\nimport type { copyFile } from 'node:fs/promises';\nexport const r = [open, readFile];\n`,
    'src/core/nets/net.ts': `import { node } from '../graph/node.ts';\nexport const net = node;\n`,
    'src/core/training/fit.ts': `import type { net } from '../nets/net.ts';\nexport type Net = typeof net;\n`,
    'src/core/store/database.ts': `import Database from 'better-sqlite3';\nexport const x = Database;\n`,
    'src/core/store/rows.ts': `import { eq } from 'drizzle-orm/sql';\nexport const x = eq;\n`,
    'src/core/engine/binding.ts': `export const b = createRequire(import.meta.url)('@tensorflow/x');\n`,
    'src/core/evaluation/mean.ts': [
      `// like import { x } from '../store/database.ts', but not one`,
      `import { value } from '../errors.ts';`,
      `export const m = value;`,
    ].join('\n'),
    'src/core/evaluation/mean.test.ts': `import { x } from '../store/database.ts';\n`,
    'src/main/cli.ts': `import { net } from '../core/nets/net.ts';\nconsole.log(net);\n`,
    'src/main/index.ts': `import { app } from 'electron';\nimport { menu } from './electron/menu.ts';\nconsole.log(app, menu);\n`,
    'src/main/electron/menu.ts': `import type { App } from 'electron';\nexport type Menu = App;\n`,
    'src/preload/index.ts': `import { ipcRenderer } from 'electron';\nconsole.log(ipcRenderer);\n`,
    'src/renderer/app.vue': `<script setup lang="ts">\nimport { spec } from '../shared/spec.ts';\n</script>\n`,
    'src/core/long.ts': value.repeat(400),
  });
  expect(result).toEqual({ status: 0, broken: [] });
});

test('a README that names a file that is not there is found, by the end of its path', () => {
  const tree = { 'src/core/graph/node.ts': value, 'bench/run.ts': value };
  const names = '`node.ts` `graph/node.ts` `../bench/run.ts` `src/core/graph/node.ts` `<any>.ts` `gone.ts` `nets/node.ts`';
  const { status, broken } = check({ ...tree, 'docs/architecture.md': names });
  expect([status, broken]).toEqual([1, ['gone.ts', 'nets/node.ts'].map((name) => `docs/architecture.md: a README names files that are there (not ${name})`)]);
});

const target = {
  'src/core/graph/node.ts': value,
  'src/core/nets/net.ts': value,
  'src/core/training/fit.ts': value,
  'src/main/cli.ts': value,
  'src/core/store/rows.ts': value,
};

test.each([
  ['src/shared/a.ts', `import { readFileSync } from 'fs';`, 'shared imports nothing but zod and the contract library (it imports node:fs)'],
  [
    'src/shared/a.ts',
    `import { value } from '../core/nets/net.ts';`,
    'shared imports nothing but zod and the contract library (it imports src/core/nets/net.ts)',
  ],
  [
    'src/core/a.ts',
    `import { value } from '../main/cli.ts';`,
    'core does not know main, preload or renderer (it imports src/main/cli.ts)',
  ],
  [
    'src/core/a.ts',
    `const { app } = await import('electron');`,
    'core has no Electron, Vue or DOM library (it imports electron)',
  ],
  [
    'src/main/a.ts',
    `import { app } from 'electron';`,
    'in main only electron/ and index.ts know Electron (it imports electron)',
  ],
  [
    'src/main/door/a.ts',
    `import { value } from '../electron/menu.ts';`,
    'in main only electron/ and index.ts know Electron (it imports src/main/electron/menu.ts)',
  ],
  [
    'src/main/a.ts',
    `import '../renderer/app.ts';`,
    'main does not import the renderer or the preload (it imports src/renderer/app.ts)',
  ],
  [
    'src/preload/a.ts',
    `import { value } from '../core/nets/net.ts';`,
    'preload imports only shared (it imports src/core/nets/net.ts)',
  ],
  [
    'src/renderer/a.vue',
    `import type {\n  A,\n} from '../core/nets/net.ts';`,
    'renderer imports only shared (it imports src/core/nets/net.ts)',
  ],
  [
    'src/core/nets/a.ts',
    `const tf = require('@tensorflow/tfjs-node-gpu');`,
    'only engine touches the native binding (it imports @tensorflow/tfjs-node-gpu)',
  ],
  [
    'src/core/nets/a.ts',
    `const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu');`,
    'only engine touches the native binding (it imports @tensorflow/tfjs-node-gpu)',
  ],
  [
    'src/core/runs/a.ts',
    `import { value } from '../jobs/train-job.ts';`,
    'jobs run in the engine process alone (it imports src/core/jobs/train-job.ts)',
  ],
  [
    'src/core/runs/plan/a.ts',
    `import { availableParallelism } from 'node:os';`,
    'a plan is a function of its arguments (it imports node:os)',
  ],
  [
    'src/core/jobs/a.ts',
    `import { value } from '../runs/executors/engine-process.ts';`,
    'jobs are told everything: no runs, no database (it imports src/core/runs/executors/engine-process.ts)',
  ],
  [
    'src/core/engine-host/a.ts',
    `import { value } from '../engine/binding.ts';`,
    'engine-host loads no engine (it imports src/core/engine/binding.ts)',
  ],
  ['src/main/a.ts', `import Database from 'better-sqlite3';`, 'SQL only in store (it imports better-sqlite3)'],
  [
    'src/core/runs/a.ts',
    `import { eq } from 'drizzle-orm/sqlite-core';`,
    'SQL only in store (it imports drizzle-orm/sqlite-core)',
  ],
  [
    'src/core/graph/a.ts',
    `import { value } from '../nets/net.ts';`,
    'graph <- nets <- training/evaluation/exporting (it imports src/core/nets/net.ts)',
  ],
  [
    'src/core/nets/a.ts',
    `import { value } from '../training/fit.ts';`,
    'graph <- nets <- training/evaluation/exporting (it imports src/core/training/fit.ts)',
  ],
  [
    'src/core/evaluation/a.ts',
    `import { value } from '../store/rows.ts';`,
    'evaluation is pure numbers (it imports src/core/store/rows.ts)',
  ],
  ['src/core/evaluation/a.ts', `import { readFileSync } from 'node:fs';`, 'evaluation is pure numbers (it imports node:fs)'],
  ['src/core/files/a.ts', `import { value } from '../nets/net.ts';`, 'files imports no other room (it imports src/core/nets/net.ts)'],
  [
    'src/core/training/a.ts',
    `import { readFileSync, writeFileSync as put } from 'node:fs';`,
    'only files writes files (it imports node:fs#writeFileSync)',
  ],
  ['src/main/a.ts', `import {\n  open,\n  rename,\n} from 'fs/promises';`, 'only files writes files (it imports node:fs#rename)'],
  ['src/main/a.ts', `import * as fs from 'node:fs';`, 'only files writes files (it imports node:fs#default)'],
  [
    'src/core/index.ts',
    `// all of it\nexport { value } from './nets/net.ts';\nexport * from './graph/node.ts';`,
    'no barrel files (it only re-exports)',
  ],
])('%s with %s', (file, code, expected) => {
  const { status, broken } = check({ ...target, [file]: `${code}\n` });
  expect(broken).toEqual([`${file}: ${expected}`]);
  expect(status).toBe(1);
});

test('a cycle is named with its whole path', () => {
  const { broken } = check({
    'src/core/a.ts': `import { b } from './b.ts';\nexport const a = b;\n`,
    'src/core/b.ts': `import { c } from './c.ts';\nexport const b = c;\n`,
    'src/core/c.ts': `import type { b } from './b.ts';\nexport type C = typeof b;\n`,
  });
  expect(broken).toEqual(['src/core/b.ts: no cycles (src/core/b.ts -> src/core/c.ts -> src/core/b.ts)']);
});

test.each(['src/core/a.ts', 'scripts/a.mjs', 'bench/a.ts', 'e2e/a.ts'])('%s with 401 lines', (file) => {
  const { broken } = check({ [file]: value.repeat(401) });
  expect(broken).toEqual([`${file}: no file over 400 lines (it has 401)`]);
});

test('a folder that does not explain itself is named; languages are explained by their parent', () => {
  const files = { 'src/core/nets/net.ts': value, 'src/renderer/locales/en/data.ts': value, 'src/renderer/locales/en.ts': value };
  expect(check(files, ['src/renderer/locales/en'])).toEqual({ status: 0, broken: [] });
  expect(check(files, ['src/core/nets', 'src/renderer/locales/en']).broken).toEqual([
    'src/core/nets: every folder explains itself (it has no README.md)',
  ]);
});
