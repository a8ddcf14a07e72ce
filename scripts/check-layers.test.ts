import { expect, test } from 'vitest';
import { check, exporting } from './layers/planted-tree.ts';

test('a tree that keeps the rules passes', () => {
  const result = check({
    'src/shared/spec.ts': `import { z } from 'zod';\nexport const spec = z.string();\nexport type Spec = string;\n`,
    'src/core/errors.ts': exporting('value'),
    'src/core/graph/node.ts': `import { value } from '../errors.ts';\nexport const node = value;\n`,
    'src/core/files/write.ts': `import { rename } from 'node:fs/promises';\nimport { value } from '../errors.ts';\nexport const w = [rename, value];\n`,
    'src/core/training/read.ts': `import { open, readFile } from 'node:fs/promises';\nimport type { copyFile } from 'node:fs/promises';\nexport const r = [open, readFile];\n`,
    'src/core/nets/net.ts': `import { node } from '../graph/node.ts';\nexport const net = node;\n`,
    'src/core/training/fit.ts': `import type { net } from '../nets/net.ts';\nexport type Net = typeof net;\n`,
    'src/core/store/database.ts': `import Database from 'better-sqlite3';\nexport const open = Database;\n`,
    'src/core/store/rows.ts': `import { eq } from 'drizzle-orm/sql';\nexport const same = eq;\n`,
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
    'src/renderer/app/App.vue': `<script setup lang="ts">\nimport type { Spec } from '../../shared/spec.ts';\n</script>\n`,
    'src/core/long.ts': 'long();\n'.repeat(400),
  });
  expect(result).toEqual({ status: 0, broken: [] });
});

const target = {
  'src/core/graph/node.ts': exporting('node'),
  'src/core/nets/net.ts': exporting('net'),
  'src/core/training/fit.ts': exporting('fit'),
  'src/main/cli.ts': exporting('cli'),
  'src/core/store/rows.ts': exporting('rows'),
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
    'src/core/runs/use/a.ts',
    `import { value } from '../../jobs/train-job.ts';`,
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
    'src/core/runs/use/a.ts',
    `import { eq } from 'drizzle-orm/sqlite-core';`,
    'SQL only in store (it imports drizzle-orm/sqlite-core)',
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
  // Most of it also goes up, which `rooms.test.ts` is about.
  expect(broken.filter((line) => !line.includes('a room imports none above it'))).toEqual([`${file}: ${expected}`]);
  expect(status).toBe(1);
});
