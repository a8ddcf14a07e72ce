import { expect, test } from 'vitest';
import { netSpecSchema } from './net-spec.ts';

const small = { stem: 'small', stages: [{ blocks: 2, channels: 16, stride: 1 }], block: 'basic' };
const bottleneck = { ...small, block: 'bottleneck' };
const problem = (spec: object): string => {
  const { error } = netSpecSchema.safeParse(spec);
  return error ? error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ') : 'none';
};

test('what is left out has the usual value', () => {
  expect(netSpecSchema.parse(small)).toEqual({
    ...small,
    stemChannels: 16,
    groups: 1,
    baseWidth: 64,
    order: 'post',
    shortcut: { same: { kind: 'identity' }, change: 'projection' },
    norm: 'batch',
    dropPath: 0,
    head: { kind: 'linear' },
  });
  expect(netSpecSchema.parse({ ...small, stem: 'imagenet' }).stemChannels).toBe(64);
  expect(netSpecSchema.parse({ ...small, shortcut: { same: { kind: 'none' } } }).shortcut.change).toBe('projection');
  expect(netSpecSchema.parse({ ...small, head: { kind: 'mlp', hidden: 8 } }).head).toEqual({ kind: 'mlp', hidden: 8, dropout: 0 });
});

test('a spec that was parsed once stays as it is', () => {
  const parsed = netSpecSchema.parse({ ...bottleneck, groups: 4, baseWidth: 16, order: 'pre' });
  expect(netSpecSchema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
});

test.each([
  [{ ...small, depth: 3 }, 'depth'],
  [{ ...small, stages: [] }, 'stages'],
  [{ ...small, block: 'wide' }, 'block'],
  [{ ...small, shortcut: { same: { kind: 'scaled', shortcut: 0.5 } } }, 'shortcut.same.branch'],
  [{ ...small, groups: 2 }, 'groups is 2: only bottleneck'],
  [{ ...small, baseWidth: 32 }, 'baseWidth is 32: only bottleneck'],
  [{ ...bottleneck, groups: 32, baseWidth: 1 }, 'would have no width'],
  [{ ...small, norm: 'group' }, 'multiples of 32, not 16'],
  [{ ...small, shortcut: { same: { kind: 'conv1x1' }, change: 'projection-all' } }, 'projection-all projects there too'],
  [
    { ...small, stages: [{ blocks: 1, channels: 32, stride: 1 }, { blocks: 1, channels: 16, stride: 2 }], shortcut: { change: 'zero-pad' } },
    'goes from 32 to 16',
  ],
  [{ ...small, dropPath: 0.1, shortcut: { same: { kind: 'none' }, change: 'none' } }, 'cannot be left out'],
])('%j is refused with its reason', (spec, reason) => {
  expect(problem(spec)).toContain(reason);
});
