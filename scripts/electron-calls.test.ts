import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from './real-electron/tools.ts';

const read = (path: string): string => readFileSync(join(checkout, path), 'utf8');
const page = read('docs/electron.md');
const rows = page.slice(page.indexOf('### Calls without a difference')).split('\n').filter((line) => /^\| `.* \| .*"/.test(line));

test('what docs/electron.md quotes of Electron’s calls stands in the version that is shipped', () => {
  const documentation = read('node_modules/electron/electron.d.ts').replaceAll(/\n\s*\* ?/g, ' ').replaceAll(/\s+/g, ' ');
  const quoted = rows.flatMap((row) => [...row.matchAll(/"([^"]+)"/g)].map(([, words]) => words!));
  expect(quoted.length).toBeGreaterThan(40);
  expect(quoted.filter((words) => !documentation.includes(words))).toEqual([]);
});

test('each part of Electron that the program imports is told there', () => {
  const imported = ['src/main/index.ts', 'src/preload/index.ts'].flatMap((file) => /import \{([^}]+)\} from 'electron'/.exec(read(file))![1]!.split(','));
  const names = imported.map((name) => name.trim()).filter((name) => name !== '' && !name.startsWith('type '));
  expect(names.length).toBeGreaterThan(12);
  const told = page.slice(page.indexOf('### Calls without a difference'));
  expect(names.filter((name) => !told.includes(`\`${name}.`))).toEqual([]);
});
