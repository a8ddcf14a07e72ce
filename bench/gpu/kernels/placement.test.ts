import { expect, test } from 'vitest';
import { dtypeNumbers } from '../../../src/core/graph/dtype.ts';
import { placementOf } from './placement.ts';
import type { GraphNode, OnGpu, Place, Registry } from './registry.ts';

const { float32, int32, resource } = dtypeNumbers;
const card = (type: number = float32): Place => ({ type, isOnHost: false });
const host = (type: number = int32): Place => ({ type, isOnHost: true });
const node = (name: string, op: string, ...input: string[]): GraphNode => ({ name, op, input, attr: { T: { type: float32 } } });

/** A library that has kernels for these operations, and for none else. */
const having = (kernels: Readonly<Record<string, OnGpu>>): Registry => ({ gpuKernels: 1, isOfCuda: true, onGpu: ({ op }) => kernels[op] ?? null });

const registry = having({
  Placeholder: { inputs: [], outputs: [card()] },
  Const: { inputs: [], outputs: [card()] },
  Sizes: { inputs: [], outputs: [host()] },
  Variable: { inputs: [], outputs: [host(resource)] },
  Read: { inputs: [host(resource)], outputs: [card()] },
  Relu: { inputs: [card()], outputs: [card()] },
  Reshape: { inputs: [card(), host()], outputs: [card()] },
  Identity: { inputs: [host(float32)], outputs: [host(float32)] },
  PadV2: { inputs: [card(), host(), host(float32)], outputs: [card()] },
});
const placed = (...nodes: GraphNode[]) => {
  const { missing, copied } = placementOf(nodes, registry);
  return { missing: [...missing], copied: [...copied] };
};

test('where all has kernels and sizes stay with the processor nothing is found', () => {
  const nodes = [node('x', 'Placeholder'), node('sizes', 'Sizes'), node('y', 'Reshape', 'x', 'sizes'), node('v', 'Variable'), node('w', 'Read', 'v', '^y'), node('z', 'Relu', 'w:0')];
  expect(placed(...nodes)).toEqual({ missing: [], copied: [] });
});

test('an operation without a kernel is found, and that its values are copied there and back', () => {
  expect(placed(node('x', 'Placeholder'), node('a', 'Relu', 'x'), node('b', 'Sigmoid', 'a'), node('c', 'Relu', 'b'))).toEqual({
    missing: ['Sigmoid (T float32)'],
    copied: ['Relu (float32) back from the card for Sigmoid', 'Sigmoid (float32) to the card for Relu'],
  });
});

test('what is fetched, and a single number, may be copied', () => {
  const nodes = [node('x', 'Placeholder'), node('sizes', 'Sizes'), { ...node('fill', 'Const'), isNumber: true }, node('y', 'PadV2', 'x', 'sizes', 'fill'), node('answer', 'Identity', 'y')];
  expect(placed(...nodes).copied).toEqual([]);
  expect(placed(...nodes, node('z', 'Relu', 'answer')).copied).toEqual(['PadV2 (float32) back from the card for Identity', 'Identity (float32) to the card for Relu']);
});

test('a value on the card that a kernel wants with the processor is found', () => {
  expect(placed(node('x', 'Placeholder'), node('sizes', 'Sizes'), node('fill', 'Const'), node('y', 'PadV2', 'x', 'sizes', 'fill')).copied).toEqual(['Const (float32) back from the card for PadV2']);
});
