import { expect, test } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { runSettings } from '../../shared/run-settings.ts';

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`),
  );
}
const placeholders = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort();
const plurals = (text: string) => text.split(' | ').length;

const english = new Map(leaves(en));
const german = new Map(leaves(de));
const sources = import.meta.glob(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts', '!../locales/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
}) as Record<string, string>;

test('both languages say the same things', () => {
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
});

test('every setting of a run has a name', () => {
  for (const { key } of runSettings) expect([...english.keys()]).toContain(`runSettings.names.${key}`);
});

test('translations use the same values and as many plural forms', () => {
  for (const [key, text] of english) {
    expect([key, placeholders(german.get(key) ?? ''), plurals(german.get(key) ?? '')]).toEqual([
      key,
      placeholders(text),
      plurals(text),
    ]);
  }
});

/** German writes "13 Sek.": no sentence ends with a time. */
test('no German sentence ends with two dots', () => {
  expect([...german].filter(([, text]) => /\{(time|duration|left|ago)\}\./.test(text))).toEqual([]);
});

test('no message is empty', () => {
  for (const [key, text] of [...english, ...german]) expect([key, text.trim().length > 0]).toEqual([key, true]);
});

test('every key that the window asks for exists', () => {
  const asked = Object.entries(sources).flatMap(([file, text]) =>
    [...text.matchAll(/(?<![\w.])\$?t\(\s*'([^']+)'/g)].map((match) => ({ file, key: match[1]! })),
  );
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter(({ key }) => !english.has(key))).toEqual([]);
});

test('every message is asked for: by its key, or by what a key begins with; titles by the name of a route', () => {
  const papers = import.meta.glob('../../main/papers/**/*.ts', { query: '?raw', import: 'default', eager: true }) as Record<string, string>;
  const texts = [...Object.values(sources), ...Object.values(papers)];
  const whole = new Set(texts.flatMap((text) => [...text.matchAll(/['"]([a-zA-Z][\w-]*(?:\.[\w-]+)+)['"]/g)].map((match) => match[1]!)));
  const begun = [...new Set(texts.flatMap((text) => [...text.matchAll(/`([a-zA-Z][\w-]*\.[\w.-]*)\$\{/g)].map((match) => match[1]!)))];
  const isAsked = (key: string): boolean => whole.has(key) || begun.some((begin) => key.startsWith(begin)) || /^\w+\.title$/.test(key);
  expect([...english.keys()].filter((key) => !isAsked(key))).toEqual([]);
});

test('no component has a style attribute in its markup: the content security policy forbids them', () => {
  const files = Object.entries(sources).filter(([file, text]) => file.endsWith('.vue') && /<[^>]*\sstyle="/.test(text));
  expect(files.map(([file]) => file)).toEqual([]);
});
