import { expect, test } from 'vitest';
import { attributeOf, components, templateOf } from './templates.ts';
import type { TemplateNode } from './templates.ts';

// A screen reader reads what changes in a live region, whole: what counts many times a second would never let it finish.

const live = new Set(['status', 'alert', 'log']);
const counting = /\.(done|receivedBytes|imagesPerSecond)\b/;

function countsAloud(path: string, node: TemplateNode, isLive = false): string[] {
  const said = attributeOf(node, 'aria-live')?.value?.content;
  const isHere = said ? said !== 'off' : isLive || live.has(attributeOf(node, 'role')?.value?.content ?? '');
  const written = typeof node.content === 'object' ? (node.content.content ?? '') : '';
  const own = isHere && counting.test(written) ? [`${path}: {{ ${written} }}`] : [];
  return [...own, ...(node.children ?? []).flatMap((child) => countsAloud(path, child, isHere))];
}
const faultsIn = (path: string, source: string): string[] => {
  const root = templateOf(source);
  return root ? countsAloud(path, root) : [];
};

test('nothing that counts is read aloud', () => {
  expect(components.flatMap(({ path, source }) => faultsIn(path, source))).toEqual([]);
});

test.each([
  ['<template><p role="status">{{ t("x", { done: progress.done }) }}</p></template>', 1],
  ['<template><div aria-live="polite"><p v-if="a">{{ task.done }}</p></div></template>', 1],
  ['<template><div role="status"><p aria-live="off">{{ task.done }}</p></div></template>', 0],
  ['<template><p>{{ task.done }}</p></template>', 0],
])('the rule sees %s', (source, faults) => {
  expect(faultsIn('Case.vue', source)).toHaveLength(faults);
});
