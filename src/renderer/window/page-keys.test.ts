import { expect, test } from 'vitest';
import { pageKeys } from './page-keys.ts';

const sources = Object.values(
  import.meta.glob(['../wall/use-wall-commands.ts', '../pages/**/use-*-commands.ts'], { query: '?raw', import: 'default', eager: true }) as Record<string, string>,
).join('\n');

/** `label: t('…'), …, keys: ['…']` of one command, as the sources write it. */
const written = new Map(
  [...sources.matchAll(/label: t\('([\w.]+)'\),?[^}]*?keys: \[([^\]]+)\]/g)].map(([, label, keys]) => [label!, keys!.split(',').map((key) => key.trim().slice(1, -1))]),
);

test('the keys that the sheet tells of other pages are those that the pages have', () => {
  for (const { label, keys } of Object.values(pageKeys).flat()) expect([label, written.get(label)]).toEqual([label, keys]);
});

test('and none is left out', () => {
  const told = new Set(Object.values(pageKeys).flatMap((rows) => rows.map(({ label }) => label)));
  expect([...written].filter(([label]) => label !== 'wall.moveTo' && !told.has(label))).toEqual([]);
});
