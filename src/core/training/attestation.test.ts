import { expect, test } from 'vitest';
import { generatedModel } from '../../../test/generated-model.ts';
import type { TensorMap } from '../tensor.ts';
import { attest } from './attestation.ts';

const { net: plan, tensors: before } = generatedModel('resnet18', ['a', 'b']);

/** The tensors with one value of each named tensor moved by its last bit. */
function nudged(...names: string[]): TensorMap {
  const copy: TensorMap = new Map(before);
  for (const name of names) {
    const { shape, data } = before.get(name)!;
    const changed = data.slice();
    new Uint32Array(changed.buffer)[data.length - 1]! ^= 1;
    copy.set(name, { shape, data: changed });
  }
  return copy;
}

test('what trained may change, and is counted; frozen groups have equal digests', () => {
  const after = nudged('layer4.0.conv1.weight', 'layer4.1.bn2.running_var', 'fc.weight');
  const { frozen, groups } = attest(plan, 2, [{ cut: 'stage4' }], before, after);
  // ResNet-18 has 20 convolutions and 20 norms of 4 tensors; stage4 has 5 of each.
  expect(frozen).toEqual({ tensors: 75, changed: 0 });
  expect(
    groups.map(({ part, frozen: held, tensors: count, changed }) => [part, held, count, changed]),
  ).toEqual([
    ['stem', true, 5, 0],
    ['stage1', true, 20, 0],
    ['stage2', true, 25, 0],
    ['stage3', true, 25, 0],
    ['stage4', false, 25, 2],
  ]);
  for (const group of groups) expect(group.sha256Before === group.sha256After).toBe(group.frozen);
});

test('a cut inside a stage splits it', () => {
  const { frozen, groups } = attest(plan, 2, [{ cut: 'stage4.1' }], before, nudged('layer4.1.conv1.weight'));
  expect(frozen).toEqual({ tensors: 90, changed: 0 });
  expect(groups.filter(({ part }) => part === 'stage4').map((g) => [g.frozen, g.tensors, g.changed])).toEqual(
    [
      [true, 15, 0],
      [false, 10, 1],
    ],
  );
});

test('what any phase trains may change: behind a first part all stays as it is but the head', () => {
  const phases = [{ cut: 'head' }, { cut: 'stem', end: 'stage2' }];
  const { frozen, groups } = attest(plan, 2, phases, before, nudged('conv1.weight', 'layer1.1.bn2.weight', 'fc.weight'));
  expect(frozen).toEqual({ tensors: 75, changed: 0 });
  expect(groups.map((group) => [group.part, group.frozen])).toEqual([['stem', false], ['stage1', false], ['stage2', true], ['stage3', true], ['stage4', true]]);
  expect(() => attest(plan, 2, phases, before, nudged('layer2.0.conv1.weight'))).toThrow(expect.objectContaining({ message: '1 of 75 frozen tensors changed during training' }));
});

test('a head that nothing trains is frozen like all behind a first part', () => {
  const phases = [{ cut: 'stem', end: 'stage1' }];
  const { frozen, groups } = attest(plan, 2, phases, before, nudged('conv1.weight'));
  expect(frozen).toEqual({ tensors: 97, changed: 0 });
  expect(groups.at(-1)).toMatchObject({ part: 'head', frozen: true, tensors: 2, changed: 0 });
  expect(() => attest(plan, 2, phases, before, nudged('fc.weight'))).toThrow(expect.objectContaining({ message: '1 of 97 frozen tensors changed during training' }));
});

test.each(['conv1.weight', 'bn1.running_mean', 'layer3.1.bn2.running_var', 'layer4.0.conv2.weight'])(
  'one changed bit in the frozen %s is an error',
  (name) => {
    expect(() => attest(plan, 2, [{ cut: 'head' }], before, nudged(name))).toThrow(
      expect.objectContaining({
        code: 'internal',
        message: '1 of 100 frozen tensors changed during training',
      }),
    );
  },
);
