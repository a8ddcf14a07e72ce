import { expect, test } from 'vitest';
import { check } from './planted-tree.ts';

const declarations = [
  'export const Progress = 1;',
  'export function Progress() {}',
  'export async function Progress() {}',
  'export class Progress {}',
  'export interface Progress {}',
  'export type Progress = number;',
  'const one = 1;\nexport { one as Progress };',
];

test.each(declarations)('%s beside an interface of that name elsewhere', (declaration) => {
  const tree = { 'src/core/training/checkpoint.ts': 'export interface Progress {}\n', 'src/main/terminal/bar.ts': `${declaration}\n` };
  expect(check(tree).broken).toEqual([
    'src/core/training/checkpoint.ts: an exported name is declared once (Progress is also in src/main/terminal/bar.ts)',
  ]);
});

test('a value and a type of one name in one file are one, and so are overloads; what is passed on, private or in a comment is no declaration', () => {
  const tree = {
    'src/shared/split.ts': 'export const Split = 1;\nexport type Split = number;\n',
    'src/core/errors.ts': 'export function fail(a: 1): void;\nexport function fail(a: 2): void;\nexport function fail() {}\n',
    'src/core/store/rows.ts': "export type { Split } from '../../shared/split.ts';\nconst fail = 1;\n// export const fail = 1;\nconsole.log(fail);\n",
    'src/core/store/rows.test.ts': 'export const fail = 1;\n',
    'src/renderer/locales/en/data.ts': 'export const data = {};\n',
    'src/renderer/locales/de/data.ts': 'export const data = {};\n',
    'src/renderer/locales/en.ts': 'export const en = {};\n',
  };
  expect(check(tree)).toEqual({ status: 0, broken: [] });
});
