import { expect, test } from 'vitest';
import { attributeOf, components, every, templateOf } from '../testing/templates.ts';
import type { TemplateNode } from '../testing/templates.ts';
import { placeBeside } from './tip.ts';

// A `title` comes up for a mouse alone: neither keys nor fingers reach it. Words beside a thing stand in `v-tip`, and only where Tab goes.

const scriptOf = new Map(components.map(({ path, source }) => [path.split('/').at(-1)!.replace('.vue', ''), source.slice(0, source.indexOf('<template>'))]));

/** What Tab stops at, or the arrows of what it stops at; of components those whose outermost element is such a one. */
const focusable = new Set(['a', 'button', 'input', 'select', 'textarea', 'summary', 'RouterLink', 'AppButton', 'IconButton', 'TickedPicture']);
const canBeReached = (node: TemplateNode) =>
  focusable.has(node.tag!) || attributeOf(node, 'tabindex') !== undefined || attributeOf(node, 'role')?.value?.content === 'gridcell' || every(node).slice(1).some((inner) => focusable.has(inner.tag!));

/** Sentences about what is wrong in a template. */
function faultsIn(path: string, source: string): string[] {
  const root = templateOf(source);
  return (root ? every(root) : []).flatMap((node) => {
    if (!node.tag) return [];
    const isOwn = scriptOf.has(node.tag) && /\btitle\??:/.test(scriptOf.get(node.tag)!);
    return [
      ...(attributeOf(node, 'title') && !isOwn ? [`${path}: <${node.tag}> has a title, which neither keys nor fingers reach`] : []),
      ...((attributeOf(node, 'v-tip') || attributeOf(node, 'data-tip')) && !canBeReached(node) ? [`${path}: words beside <${node.tag}>, which cannot be focused`] : []),
    ];
  });
}

test('nothing is explained where only a mouse can read it', () => {
  expect(components.length).toBeGreaterThan(150);
  expect(components.flatMap(({ path, source }) => faultsIn(path, source))).toEqual([]);
});

/** Beside what is chosen the list has all of it. */
const wholeElsewhere = new Set(['components/SelectField.vue']);

test('what may end in dots is shown whole', () => {
  const cuts = components.filter(({ source }) => /text-overflow: ellipsis|-webkit-line-clamp/.test(source));
  expect(cuts.length).toBeGreaterThan(20);
  expect(cuts.filter(({ path, source }) => !source.includes(' data-cut') && !wholeElsewhere.has(path)).map(({ path }) => path)).toEqual([]);
});

test.each([
  ['<template><p title="why">93%</p></template>', 'title'],
  ['<template><p :title="why">93%</p></template>', 'title'],
  ['<template><AppButton :title="why" /></template>', 'title'],
  ['<template><p v-if="a"><span v-tip="why">93%</span></p></template>', 'cannot be focused'],
  ['<template><DialogWindow :title="why"><button v-tip="why" /></DialogWindow></template>', null],
])('the rule sees %s', (source, fault) => {
  expect(faultsIn('Case.vue', source).join()).toMatch(fault ?? /^$/);
});

test('a tip lies below its thing, above where there is no room, and never leaves the window', () => {
  const view = { width: 1000, height: 600 };
  const box = { width: 200, height: 40 };
  const at = (left: number, top: number, width = 20, height = 20) => placeBeside({ left, top, bottom: top + height, width }, box, view);
  expect(at(400, 100)).toEqual({ left: 310, top: 126 });
  expect(at(400, 560)).toEqual({ left: 310, top: 514 });
  expect(at(0, 100).left).toBe(8);
  expect(at(990, 100).left).toBe(792);
  expect(at(0, 10, 1000, 580).top).toBe(8);
});
