import { expect, test } from 'vitest';
import { check, exporting } from './planted-tree.ts';

test.each(['src/core/a.ts', 'scripts/a.mjs', 'bench/a.ts', 'e2e/a.ts'])('%s with 401 lines', (file) => {
  const { broken } = check({ [file]: 'long();\n'.repeat(401) });
  expect(broken).toEqual([`${file}: no file over 400 lines (it has 401)`]);
});

test('a folder that does not explain itself is named; languages are explained by their parent', () => {
  const files = { 'src/core/nets/net.ts': exporting('net'), 'src/renderer/locales/en/data.ts': exporting('data'), 'src/renderer/locales/en.ts': exporting('en') };
  expect(check(files, ['src/renderer/locales/en'])).toEqual({ status: 0, broken: [] });
  expect(check(files, ['src/core/nets', 'src/renderer/locales/en']).broken).toEqual([
    'src/core/nets: every folder explains itself (it has no README.md)',
  ]);
});

test('a README says what its folder may import and how something is added to it', () => {
  const tree = { 'src/core/nets/net.ts': exporting('net') };
  expect(check({ ...tree, 'src/core/nets/README.md': 'Networks. May import `../graph`.' }).broken).toEqual([
    'src/core/nets/README.md: every folder explains itself (it does not say how to add something, 1-2-3)',
  ]);
  expect(check({ ...tree, 'src/core/nets/README.md': 'To add a network: 1. a row.' }).broken).toEqual([
    'src/core/nets/README.md: every folder explains itself (it does not say what it may import)',
  ]);
});

test('a README that names a file that is not there is found, by the end of its path', () => {
  const tree = { 'src/core/graph/node.ts': exporting('node'), 'bench/run.ts': exporting('run') };
  const names = '`node.ts` `graph/node.ts` `../bench/run.ts` `src/core/graph/node.ts` `<any>.ts` `gone.ts` `nets/node.ts`';
  const { status, broken } = check({ ...tree, 'docs/architecture.md': names });
  expect([status, broken]).toEqual([1, ['gone.ts', 'nets/node.ts'].map((name) => `docs/architecture.md: a README names files that are there (not ${name})`)]);
});
