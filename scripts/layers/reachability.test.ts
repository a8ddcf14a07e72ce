import { expect, test } from 'vitest';
import { check, exporting, importing } from './planted-tree.ts';

const tree = {
  'src/core/engine/session.ts': exporting('session'),
  'src/core/training/fit.ts': importing('../engine/session.ts'),
  'src/core/jobs/train-job.ts': importing('../training/fit.ts'),
  'src/main/trainer.ts': importing('../core/jobs/train-job.ts'),
};

test('the trainer reaches the engine; who starts it as a process does not', () => {
  const start = "new Worker(new URL('../trainer.ts', import.meta.url));\n";
  expect(check({ ...tree, 'src/main/serve/start.ts': start })).toEqual({ status: 0, broken: [] });
});

test.each(['src/main/cli.ts', 'src/main/index.ts', 'src/main/api/a.ts', 'src/main/serve/a.ts', 'src/main/door/a.ts'])(
  '%s reaches it by no chain of imports, of types neither, and the shortest is shown',
  (file) => {
    const core = file.split('/').length === 3 ? '../core' : '../../core';
    const { status, broken } = check({
      ...tree,
      'src/core/runs/use/views.ts': "import type { fit } from '../../training/fit.ts';\n",
      'src/core/runs/use/more.ts': importing('./views.ts'),
      [file]: importing(`${core}/runs/use/more.ts`, `${core}/runs/use/views.ts`),
    });
    const chain = [file, 'src/core/runs/use/views.ts', 'src/core/training/fit.ts', 'src/core/engine/session.ts'];
    expect(broken).toEqual([`${file}: nothing that answers a person reaches the engine (${chain.join(' -> ')})`]);
    expect(status).toBe(1);
  },
);

test('the terminal starts without the database: no chain of what is loaded at once leads to it', () => {
  const later = "export const run = async () => (await import('../../core/store/runs.ts')).runs;\nimport type { runs } from '../../core/store/runs.ts';\n";
  const eager = "import { type runs, other } from '../../core/store/runs.ts';\nexport const train = other;\n";
  const store = { 'src/core/store/runs.ts': exporting('runs'), 'src/main/cli.ts': importing('./commands/train.ts') };
  expect(check({ ...store, 'src/main/commands/train.ts': later })).toEqual({ status: 0, broken: [] });
  expect(check({ ...store, 'src/main/commands/train.ts': eager }).broken).toEqual([
    'src/main/cli.ts: the terminal starts without the database (src/main/cli.ts -> src/main/commands/train.ts -> src/core/store/runs.ts)',
  ]);
});

test('who answers a window loads no decoder, whoever stands between; a process that is started may', () => {
  const decoder = { 'src/core/images/decode.ts': "import sharp from 'sharp';\nexport const version = sharp.versions;\n" };
  const asked = "import type { version } from '../core/images/decode.ts';\nexport const at = new URL('../core/images/decode.ts', import.meta.url);\n";
  expect(check({ ...decoder, 'src/main/index.ts': asked })).toEqual({ status: 0, broken: [] });
  expect(check({ ...decoder, 'src/main/index.ts': "import { version } from '../core/images/decode.ts';\nexport const at = version;\n" }).broken).toEqual([
    'src/main/index.ts: who answers a window loads no decoder (src/main/index.ts -> src/core/images/decode.ts -> sharp)',
  ]);
});

test('the window loads no schemas, but for its tests; types of them it may import', () => {
  const split = { 'src/shared/split.ts': "import { z } from 'zod';\nexport type Split = 'train';\nexport const splitSchema = z.enum(['train']);\n" };
  const typed = "import type { Split } from '../../shared/split.ts';\nexport const first: Split = 'train';\n";
  const checked = "import { splitSchema } from '../../shared/split.ts';\nexport const second = splitSchema;\n";
  expect(check({ ...split, 'src/renderer/wall/tile.ts': typed, 'src/renderer/testing/program.ts': checked })).toEqual({ status: 0, broken: [] });
  expect(check({ ...split, 'src/renderer/wall/Tile.vue': `<script setup lang="ts">\n${checked}</script>\n` }).broken).toEqual([
    'src/renderer/wall/Tile.vue: the window loads no schemas (src/renderer/wall/Tile.vue -> src/shared/split.ts -> zod)',
  ]);
});
