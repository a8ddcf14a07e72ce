import { expect, test } from 'vitest';
import { check } from './planted-tree.ts';

const unusedIn = (files: Record<string, string>) =>
  check({ 'package.json': '{"scripts":{"start":"node src/main/cli.ts"}}', ...files }, [], 'check-unused.mjs');

test('what only its own file has is told, its comments and those of others aside; so is a file and a package that nothing names', () => {
  const tree = {
    'package.json': '{"scripts":{"start":"node src/main/cli.ts"},"dependencies":{"sharp":"1"},"devDependencies":{"left-pad":"1","@types/sharp":"1"}}',
    'src/main/cli.ts': "import sharp from 'sharp';\nimport { used } from '../core/a.ts';\nconsole.log(sharp, used); // and idle\n",
    'src/core/a.ts': 'export const used = 1;\nexport const idle = 2;\nexport function own() {}\nown();\n',
    'src/core/b.ts': 'const idle = 1;\nconsole.log(idle);\n',
    'docs/README.md': '`b.ts` says something.',
  };
  expect(unusedIn(tree)).toEqual({
    status: 1,
    broken: [
      'src/core/a.ts: what is exported is used elsewhere (idle is not)',
      'src/core/a.ts: what is exported is used elsewhere (own is not)',
      'src/core/b.ts: a file is named somewhere (nothing names it)',
      'package.json: what is installed is used (nothing names left-pad)',
    ],
  });
});

test('a word of the same name in a file that imports something else of it is no use', () => {
  const tree = {
    'src/main/cli.ts': "import { used } from '../core/a.ts';\nconst idle = used;\nconsole.log(idle);\n",
    'src/core/a.ts': 'export const used = 1;\nexport const idle = 2;\n',
  };
  expect(unusedIn(tree).broken).toEqual(['src/core/a.ts: what is exported is used elsewhere (idle is not)']);
});

test('a file of one name elsewhere is another file', () => {
  const tree = {
    'src/main/cli.ts': "import { one } from './graph.ts';\nconsole.log(one);\n",
    'src/main/graph.ts': 'export const one = 1;\n',
    'src/core/graph.ts': 'export const one = 1;\n',
  };
  expect(unusedIn(tree).broken).toEqual(['src/core/graph.ts: a file is named somewhere (nothing names it)']);
});

const users: [string, Record<string, string>][] = [
  ['a path that is started', { 'src/main/cli.ts': "fork(new URL('../core/a.ts', import.meta.url), ['used']);\n" }],
  ['a path from the root', { 'src/main/cli.ts': "await import(join(root, 'src/core/a.ts')).then(({ used }) => used);\n" }],
  ['all of a file', { 'src/main/cli.ts': "import * as all from '../core/a.ts';\nconsole.log(Object.keys(all));\n" }],
  ['a component', { 'src/main/cli.ts': "import Wall from './Wall.vue';\n", 'src/main/Wall.vue': "<script setup>\nimport { used } from '../core/a.ts';\nused();\n</script>\n" }],
];

test.each(users)('%s is a use', (_, files) => {
  const tree = { 'src/core/a.ts': 'export const used = 1;\n', ...files };
  expect(unusedIn(tree)).toEqual({ status: 0, broken: [] });
});

test('a type beside the function that gives it is none too many, one that nothing has is', () => {
  const tree = {
    'src/main/cli.ts': "import { ask } from '../core/a.ts';\nconsole.log(ask());\n",
    'src/core/a.ts': 'export interface Answer { at: number }\nexport type Idle = number;\nexport const ask = (): Answer => ({ at: 1 });\n',
  };
  expect(unusedIn(tree).broken).toEqual(['src/core/a.ts: what is exported is used elsewhere (Idle is not)']);
});

test('a program that people start is named by the head of its own file', () => {
  const program = '// Draws: scripts/pinned-node scripts/draw.ts\nconsole.log(1);\n';
  expect(unusedIn({ 'src/main/cli.ts': '', 'scripts/draw.ts': program }).broken).toEqual([]);
  expect(unusedIn({ 'src/main/cli.ts': '', 'scripts/draw.ts': 'console.log(1);\n' }).broken).toEqual(['scripts/draw.ts: a file is named somewhere (nothing names it)']);
});

test('what of the program only tests take is told, unless its own file has a use for it or it is a type', () => {
  const tree = {
    'src/main/cli.ts': "import { used } from '../core/a.ts';\nconsole.log(used);\n",
    'src/core/a.ts': 'export const inner = 1;\nexport const used = inner;\nexport const slow = 2;\nexport type Slow = number;\n',
    'src/core/a.test.ts': "import { inner, slow, type Slow } from './a.ts';\nimport { drawn } from './drawn.ts';\nimport { made } from './made.fixture.ts';\nconst all: Slow = inner + slow + drawn + made;\n",
    'src/core/drawn.ts': 'export const drawn = 1;\n',
    'src/core/made.fixture.ts': 'export const made = 1;\n',
  };
  expect(unusedIn(tree).broken).toEqual([
    'src/core/a.ts: what only tests have is a fixture (slow)',
    'src/core/drawn.ts: what only tests have is a fixture (no other names it)',
  ]);
});
