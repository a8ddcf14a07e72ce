import { expect, test } from 'vitest';
import { variation } from './study-flags.ts';

test.each([
  ['lr=0.01,0.03', { field: 'learningRate', values: [0.01, 0.03] }],
  ['learningRate=1e-3', { field: 'learningRate', values: [1e-3] }],
  ['freeze=head,until:stage4', { field: 'freeze', values: ['head', 'until:stage4'] }],
  ['time-budget=10m', { field: 'timeBudgetSeconds', values: [600] }],
  ['imageSize=224,128-224', { field: 'imageSize', values: [224, '128-224'] }],
  ['net.order=post,pre', { field: 'net.order', values: ['post', 'pre'] }],
  ['net.dropPath=0,0.2', { field: 'net.dropPath', values: [0, 0.2] }],
  ['net.shortcut.same=[{"kind":"identity"},{"kind":"none"}]', { field: 'net.shortcut.same', values: [{ kind: 'identity' }, { kind: 'none' }] }],
  // A comma inside a value of JSON is no end of it.
  ['net.shortcut={"same":{"kind":"none"},"change":"none"}, {"same":{"kind":"identity"},"change":"zero-pad"}', { field: 'net.shortcut', values: [{ same: { kind: 'none' }, change: 'none' }, { same: { kind: 'identity' }, change: 'zero-pad' }] }],
  ['trainShare=0.25, 1', { field: 'trainShare', values: [0.25, 1] }],
])('--vary %s', (text, read) => {
  expect(variation(text)).toEqual([read]);
  expect(variation(text, [{ field: 'seed', values: [1] }])).toEqual([{ field: 'seed', values: [1] }, read]);
});

test.each(['lr', '=1', 'lr=', 'lr=fast', 'net.order=[post'])('--vary %s is refused', (text) => {
  expect(() => variation(text)).toThrow(expect.objectContaining({ code: 'bad-usage' }));
});
