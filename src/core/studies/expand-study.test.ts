import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { studySpecSchema } from '../../shared/study-spec.ts';
import { cellsOf, expandStudy } from './expand-study.ts';

const study = (changes: object) => studySpecSchema.parse({ title: 'A study', dataset: 'leaves', ...changes });
const expand = (changes: object) => expandStudy(study(changes));

const variations = fc.uniqueArray(
  fc.record({ field: fc.constantFrom('epochs', 'batchSize', 'imageSize', 'threads'), values: fc.uniqueArray(fc.integer({ min: 32, max: 200 }), { minLength: 1, maxLength: 4 }) }),
  { selector: ({ field }) => field, maxLength: 3 },
);
const repeats = fc.oneof(fc.record({ seeds: fc.integer({ min: 1, max: 5 }) }), fc.record({ folds: fc.integer({ min: 2, max: 5 }) }));

test('every cell has every repeat once, the first row stands first, and of the others none is a repeat ahead', () => {
  fc.assert(
    fc.property(variations, repeats, (vary, repeats) => {
      const trials = expand({ vary, repeats });
      const n = 'seeds' in repeats ? repeats.seeds : repeats.folds;
      const cells = vary.reduce((product, { values }) => product * values.length, 1);
      expect(trials).toHaveLength(cells * n);
      expect(new Set(trials.map(({ row, repeat }) => `${row}.${repeat}`)).size).toBe(cells * n);
      expect(trials.slice(0, n).map(({ row, repeat }) => [row, repeat])).toEqual(Array.from({ length: n }, (_, i) => [0, i]));
      const rest = trials.slice(n).map(({ repeat }) => repeat);
      expect(rest).toEqual(rest.toSorted((a, b) => a - b));
      for (const { cell, spec } of trials) expect(spec).toMatchObject(cell);
    }),
  );
});

test('seeds count from the one asked for; folds share it, and each validates on its own part', () => {
  expect(expand({ base: { seed: 7, name: 'mine' }, repeats: { seeds: 3 } }).map(({ spec, part }) => [spec, part])).toEqual([
    [{ seed: 7 }, null],
    [{ seed: 8 }, null],
    [{ seed: 9 }, null],
  ]);
  const folds = expand({ repeats: { folds: 2 } });
  expect(folds.map(({ spec, part }) => [spec.seed, part])).toEqual([0, 1].map((index) => [0, { trainShare: 1, fold: { index, of: 2 }, seed: 0 }]));
});

test('a share of the pictures is no setting of a run, but part of what it sees', () => {
  const trials = expand({ vary: [{ field: 'trainShare', values: [0.5, 1] }], repeats: { seeds: 1 } });
  expect(trials.map(({ cell, spec, part }) => [cell, spec, part])).toEqual([
    [{ trainShare: 0.5 }, { seed: 0 }, { trainShare: 0.5, fold: null, seed: 0 }],
    [{ trainShare: 1 }, { seed: 0 }, null],
  ]);
});

test('what is inside a network varies, also together with the network and with settings', () => {
  const net = JSON.stringify(tinyNet());
  const trials = expand({
    base: { net },
    vary: [
      { field: 'net.order', values: ['post', 'pre'] },
      { field: 'net.stages.2.blocks', values: [1, 2] },
      { field: 'learningRate', values: [0.1] },
    ],
    repeats: { seeds: 1 },
  });
  const specs = trials.map(({ spec }) => JSON.parse(spec.net!));
  expect(specs.map(({ order, stages }) => [order, stages[2].blocks])).toEqual([['post', 1], ['post', 2], ['pre', 1], ['pre', 2]]);
  expect(specs[3]).toEqual({ ...tinyNet(), order: 'pre', stages: tinyNet().stages.map((stage, i) => (i === 2 ? { ...stage, blocks: 2 } : stage)) });
  const named = expand({ vary: [{ field: 'net', values: ['cifar_resnet20', { ...tinyNet(), order: 'pre' }] }], repeats: { seeds: 1 } });
  expect(named.map(({ spec }) => spec.net)).toEqual(['cifar_resnet20', JSON.stringify({ ...tinyNet(), order: 'pre' })]);
});

test.each([
  [{ vary: [{ field: 'learnRate', values: [1] }] }, { field: 'vary', message: 'learnRate is nothing that can vary' }],
  [{ vary: [{ field: 'epochs', values: [1, 0] }] }, { field: 'vary', message: 'epochs cannot be 0' }],
  [{ vary: [{ field: 'trainShare', values: [1.5] }] }, { field: 'vary', message: 'trainShare cannot be 1.5' }],
  [{ vary: [{ field: 'net.order', values: ['pre'] }] }, { field: 'net', message: 'net.order varies, but no network is given' }],
  [{ base: { net: 'cifar_resnet20' }, vary: [{ field: 'net.ordr', values: ['pre'] }] }, { field: 'net', message: expect.stringMatching(/net\.ordr = "pre" is no spec/) }],
  [{ base: { net: 'cifar_resnet20' }, vary: [{ field: 'net.order.post', values: [1] }] }, { field: 'net' }],
  [{ vary: [{ field: 'epochs', values: [1] }, { field: 'epochs', values: [2] }] }, { field: 'vary', message: 'epochs varies twice' }],
  [{ base: { net: 'cifar_resnet20' }, vary: [{ field: 'net.__proto__.polluted', values: ['yes'] }] }, { field: 'vary', message: 'net.__proto__.polluted is nothing that can vary' }],
  [{ base: { net: 'cifar_resnet20' }, vary: [{ field: 'net.shortcut.constructor.prototype', values: ['yes'] }] }, { field: 'vary' }],
  [{ base: { net: 'cifar_resnet20' }, vary: [{ field: 'net.stages.__proto__', values: [1] }] }, { field: 'vary' }],
  [{ base: { net: 'cifar_resnet20' }, vary: [{ field: 'net.stages.length', values: [4_294_967_295] }] }, { field: 'vary' }],
  [{ base: { net: 'cifar_resnet20' }, vary: [{ field: 'net.stages.99999999.blocks', values: [1] }] }, { field: 'vary' }],
  [{ vary: ['epochs', 'batchSize', 'imageSize', 'threads', 'seed', 'warmup', 'patience'].map((field) => ({ field, values: Array.from({ length: 1000 }, (_, i) => i + 1) })) }, { field: 'vary', message: 'These are 3e+21 trials; at most 10000 make a study' }],
])('%j is refused', (changes, error) => {
  expect(() => expand(changes)).toThrow(expect.objectContaining({ code: 'bad-usage', ...error }));
  expect({}).not.toHaveProperty('polluted');
});

test('no variation at all is one cell without fields', () => {
  expect(cellsOf([])).toEqual([{}]);
});

test('sizes that grow vary beside sizes that do not', () => {
  const trials = expandStudy({ vary: [{ field: 'imageSize', values: [224, '128-224'] }], base: {}, repeats: { seeds: 1 } });
  expect(trials.map(({ spec }) => spec.imageSize)).toEqual([224, '128-224']);
  expect(() => expandStudy({ vary: [{ field: 'imageSize', values: ['224-128'] }], base: {}, repeats: { seeds: 1 } })).toThrow('imageSize cannot be "224-128"');
});

test('of pictures in groups a part of the training pictures is one of whole groups; all of them, and folds alone, are said as ever', () => {
  const parts = (repeats: { seeds: number } | { folds: number }, wholeGroups?: boolean) => expandStudy({ vary: [{ field: 'trainShare', values: [0.5, 1] }], base: {}, repeats }, wholeGroups).map(({ part }) => part);
  expect(parts({ seeds: 1 }, true)).toEqual([{ trainShare: 0.5, fold: null, seed: 0, wholeGroups: true }, null]);
  expect(parts({ seeds: 1 })).toEqual([{ trainShare: 0.5, fold: null, seed: 0 }, null]);
  expect(parts({ folds: 2 }, true).filter((part) => part?.trainShare === 1).every((part) => part?.wholeGroups === undefined)).toBe(true);
});
