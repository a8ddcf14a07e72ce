import { expect, test } from 'vitest';
import type { NetworkPart } from '../../../shared/contract/backbone-calls.ts';
import { layoutNetwork, nearestCut, pulledCut, nextStageCut } from './network-layout.ts';

const part = (name: string, channels: number, size: number): NetworkPart => ({
  part: name,
  stage: name.split('.')[0]!,
  channels,
  size,
  parameters: 1,
});
const parts = [
  part('stem', 64, 56),
  part('stage1.0', 64, 56),
  part('stage1.1', 64, 56),
  part('stage2.0', 128, 28),
  part('head', 5, 1),
];
const cuts = ['stem', 'stage1', 'stage1.1', 'stage2', 'head'];

test('parts fill the width in their order without touching', () => {
  const layout = layoutNetwork(parts, 900);
  expect(layout.width).toBeCloseTo(900);
  for (const [i, one] of layout.parts.entries()) {
    const before = layout.parts[i - 1];
    if (before) expect(one.x).toBeGreaterThan(before.x + before.width);
  }
  expect(layout.stages.map(({ name }) => name)).toEqual(['stem', 'stage1', 'stage2', 'head']);
});

test('a smaller feature map is lower, more channels are wider', () => {
  const [, first, , second] = layoutNetwork(parts, 900).parts;
  expect(second!.height).toBeLessThan(first!.height);
  expect(second!.width).toBeGreaterThan(first!.width);
});

test('each cut lies before its part and is the nearest to its own place', () => {
  const { cutX, parts: drawn } = layoutNetwork(parts, 900);
  for (const [i, x] of cutX.entries()) {
    expect(x).toBeLessThan(drawn[i]!.x);
    if (i > 0) expect(x).toBeGreaterThan(drawn[i - 1]!.x + drawn[i - 1]!.width);
    expect(nearestCut(cutX, x + 0.4)).toBe(i);
  }
  expect(nearestCut(cutX, 10_000)).toBe(4);
});

test('stages are stepped over whole', () => {
  expect(nextStageCut(cuts, 2, 1)).toBe(3);
  expect(nextStageCut(cuts, 2, -1)).toBe(1);
  expect(nextStageCut(cuts, 4, 1)).toBe(4);
  expect(nextStageCut(cuts, 0, -1)).toBe(0);
});

test('a place that pulls takes the line from nearby, and from no further', () => {
  expect([100, 112, 115, 120].map((x) => pulledCut([0, 100, 118], x, 1))).toEqual([1, 1, 2, 2]);
  expect(pulledCut([0, 100, 118], 112, -1)).toBe(2);
});
