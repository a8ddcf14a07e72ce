import { expect, test } from 'vitest';
import { check, exporting, importing } from './planted-tree.ts';

const up = (file: string, target: string): string => `${file}: a room imports none above it (it imports ${target})`;

test.each([
  ['src/core/graph/a.ts', '../nets/plan/net-plan.ts', 'src/core/nets/plan/net-plan.ts'],
  ['src/core/nets/plan/a.ts', '../graph/layers.ts', 'src/core/nets/graph/layers.ts'],
  ['src/core/weights/a.ts', '../store/runs.ts', 'src/core/store/runs.ts'],
  ['src/core/store/a.ts', '../datasets/known/layout.ts', 'src/core/datasets/known/layout.ts'],
  ['src/core/datasets/known/a.ts', '../views/findings.ts', 'src/core/datasets/views/findings.ts'],
  ['src/core/runs/results/a.ts', '../lifecycle/train.ts', 'src/core/runs/lifecycle/train.ts'],
  ['src/main/api/a.ts', '../commands/train.ts', 'src/main/commands/train.ts'],
  ['src/renderer/components/a.vue', '../app/routes.ts', 'src/renderer/app/routes.ts'],
])('%s must not import %s', (file, specifier, target) => {
  const text = file.endsWith('.vue') ? `<script setup lang="ts">\n${importing(specifier)}</script>\n` : importing(specifier);
  expect(check({ [target]: exporting('target'), [file]: text }).broken).toEqual([up(file, target)]);
});

test('types go up no more than values do', () => {
  const tree = { 'src/core/store/runs.ts': exporting('runs'), 'src/core/graph/a.ts': "import type { runs } from '../store/runs.ts';\n" };
  expect(check(tree).broken).toEqual([up('src/core/graph/a.ts', 'src/core/store/runs.ts')]);
});

test('a file with a line of its own stands where that line is, not where its folder does', () => {
  const tree = { 'src/core/data-folder.ts': importing('./files/sweep.ts'), 'src/core/files/sweep.ts': exporting('sweep') };
  expect(check(tree)).toEqual({ status: 0, broken: [] });
  expect(check({ ...tree, 'src/core/errors.ts': importing('./files/sweep.ts') }).broken).toEqual([up('src/core/errors.ts', 'src/core/files/sweep.ts')]);
});

test('folders of one line may import each other, but not in a circle', () => {
  const train = { 'src/renderer/pages/train/a.ts': importing('../data/b.ts') };
  expect(check({ ...train, 'src/renderer/pages/data/b.ts': exporting('b') })).toEqual({ status: 0, broken: [] });
  const circle = { ...train, 'src/renderer/pages/data/b.ts': exporting('b'), 'src/renderer/pages/data/c.ts': importing('../train/d.ts') };
  expect(check({ ...circle, 'src/renderer/pages/train/d.ts': exporting('d') }).broken).toEqual([
    'src/renderer/pages/data/: no cycles between rooms (src/renderer/pages/data/ -> src/renderer/pages/train/ -> src/renderer/pages/data/)',
  ]);
});

test('a room that has no place in the order is named', () => {
  expect(check({ 'src/core/attic/a.ts': exporting('a') }).broken).toEqual([
    'src/core/attic/: every room has its place in scripts/layers/room-order.mjs',
  ]);
});

test('a cycle is named with its whole path', () => {
  const { broken } = check({
    'src/core/a.ts': `import { b } from './b.ts';\nexport const a = b;\n`,
    'src/core/b.ts': `import { c } from './c.ts';\nexport const b = c;\n`,
    'src/core/c.ts': `import type { b } from './b.ts';\nexport type C = typeof b;\n`,
  });
  expect(broken).toEqual(['src/core/b.ts: no cycles (src/core/b.ts -> src/core/c.ts -> src/core/b.ts)']);
});
