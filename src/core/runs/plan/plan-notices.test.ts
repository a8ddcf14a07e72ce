import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import type { PlanNotice } from '../../../shared/contract/plan-view.ts';
import type { Phase, RunPlan, RunSpec } from '../../../shared/run-spec.ts';
import { planHere } from '../lifecycle/plan-here.ts';
import { frozenThough, headAnew } from './plan-notices.ts';

let few: SmallStudio;
beforeAll(async () => {
  // A quarter is for validation: 15 and 30 training pictures.
  few = await openSmallStudio([20, 40]);
});
afterAll(() => few.close());

const plan = ({ studio, dataset }: SmallStudio, spec: RunSpec = {}) => planHere(studio, dataset, { precision: 'float32', ...spec });

test.each<[RunSpec, unknown[]]>([
  [{ freeze: 'until:stage4', epochs: 1, averageEpochs: 'last:5' }, [{ settings: ['averageEpochs'], epochs: 1 }]],
  [{ freeze: 'gradual', epochs: 2, averageEpochs: 'last:5', earlyStop: 1 }, [{ settings: ['earlyStop'], epochs: 2 }]],
  [{ freeze: 'none', epochs: 3, averageEpochs: 'best:2', earlyStop: 1 }, []],
  // Five epochs at 64, three at 96, two at 128 pixels: of the last two both may be worse.
  [{ freeze: 'none', imageSize: '64-128', earlyStop: 1 }, []],
  [{ freeze: 'none', imageSize: '64-128', earlyStop: 2 }, [{ settings: ['earlyStop'], epochs: 10 }]],
  [{ freeze: 'head', solver: 'exact', averageEpochs: 'last:5', earlyStop: 1 }, []],
])('what looks back over more epochs than there are is told: %o', async (spec, told) => {
  const { notices } = await plan(few, spec);
  expect(notices.filter(({ about }) => about === 'too-few-epochs')).toEqual(told.map((one) => ({ about: 'too-few-epochs', ...(one as object) })));
});

test.each<[RunSpec, boolean | null]>([
  [{ freeze: 'first:stage2', l2sp: 0.1, weightDecay: 0.05 }, false],
  [{ freeze: 'head-then:stage4', l2sp: 0.1, weightDecay: 0.05 }, true],
  [{ freeze: 'first:stage2', solver: 'iterative', l2sp: 0.1, weightDecay: 0.05 }, true],
  [{ freeze: 'first:stage2', weightDecay: 0.05 }, null],
  [{ freeze: 'first:stage2', l2sp: 0.1, weightDecay: 0 }, null],
  [{ freeze: 'head', solver: 'iterative', l2sp: 0.1, weightDecay: 0.05 }, null],
])('where the pull to the learned weights takes the place of a weight decay that was asked for, it is told: %o', async (spec, headDecays) => {
  const { notices } = await plan(few, spec);
  expect(notices.filter(({ about }) => about === 'decay-replaced')).toEqual(headDecays === null ? [] : [{ about: 'decay-replaced', headDecays }]);
});

test('the usual weight decay says what of it is left beside the pull to the learned weights', async () => {
  const why = async (spec: RunSpec) => (await plan(few, spec)).reasons.find(({ setting }) => setting === 'weightDecay')!.reason.because;
  expect(await why({ freeze: 'until:stage4', l2sp: 0.1 })).toBe('of-head-beside-l2sp');
  expect(await why({ freeze: 'first:stage2', l2sp: 0.1 })).toBe('replaced-by-l2sp');
  expect(await why({ freeze: 'first:stage2', l2sp: 0.1, weightDecay: 0.05 })).toBe('asked');
  expect(await why({ freeze: 'until:stage4' })).toBe('usual-of-adamw');
  expect(await why({ freeze: 'head', l2sp: 0.1 })).toBe('solved-at-once');
});

/** Each row: what is asked, and what of it is told to do nothing. Of 15 and 30 training pictures, 3 batches of 16 an epoch. */
test.each<[RunSpec, PlanNotice[]]>([
  // The network's first block is never left out.
  [{ freeze: 'first:stage1', dropPath: 0.2, gradients: 1 }, [{ about: 'blocks-unused', settings: ['dropPath', 'gradients'], freeze: 'first:stage1', isFirst: false }]],
  [{ freeze: 'first:stage1.1', dropPath: 0.2, gradients: 1 }, [{ about: 'blocks-unused', settings: ['dropPath'], freeze: 'first:stage1.1', isFirst: true }]],
  [{ freeze: 'first:stage2', dropPath: 0.2, gradients: 1 }, []],
  [{ freeze: 'until:stage4.1', dropPath: 0.2, gradients: 1 }, []],
  [{ freeze: 'head', dropPath: 0.2, gradients: 1 }, [{ about: 'lower-layers-unused', settings: ['dropPath', 'gradients'] }]],
  [{ freeze: 'none', mixup: 0.2, batchSize: 1 }, [{ about: 'nothing-to-mix' }]],
  [{ freeze: 'head-then:stage4', mixup: 0.2, batchSize: 1 }, [{ about: 'nothing-to-mix' }]],
  [{ freeze: 'none', mixup: 0.2, batchSize: 2 }, []],
  [{ freeze: 'head', solver: 'exact', mixup: 0.2, batchSize: 1 }, [{ about: 'steps-unused', settings: ['batchSize', 'mixup'] }]],
  [{ freeze: 'none', warmup: 0.01 }, [{ about: 'too-few-steps', settings: ['warmup'], steps: 30 }]],
  [{ freeze: 'none', warmup: 0.02 }, []],
  [{ freeze: 'none', schedule: 'one-cycle', warmup: 0.03 }, [{ about: 'too-few-steps', settings: ['warmup'], steps: 30 }]],
  [{ freeze: 'none', schedule: 'one-cycle', warmup: 0.05 }, []],
  // Of a longest phase of 30 steps; who means an epoch gives a tenth.
  [{ freeze: 'none', warmup: 1 }, [{ about: 'rises-to-the-end', warmup: 1, epochs: 10 }]],
  [{ freeze: 'gradual', schedule: 'one-cycle', solver: 'exact', warmup: 1 }, [{ about: 'rises-to-the-end', warmup: 1, epochs: 10 }]],
  [{ freeze: 'none', schedule: 'constant', warmup: 1 }, [{ about: 'rises-to-the-end', warmup: 1, epochs: 10 }]],
  [{ freeze: 'none', warmup: 0.9 }, []],
  [{ freeze: 'none', schedule: 'one-cycle', warmup: 0.9 }, []],
  [{ freeze: 'head', solver: 'exact', warmup: 1 }, [{ about: 'steps-unused', settings: ['warmup'] }]],
  [{ freeze: 'head', solver: 'exact', dropAt: '0.5' }, [{ about: 'steps-unused', settings: ['dropAt'] }]],
  [{ freeze: 'none', dropAt: '0.5' }, [{ about: 'drops-unused' }]],
  // Eight blocks: seven layers lie above the second, nine above the stem.
  [{ freeze: 'first:stage2', layerDecay: 0.5 }, [{ about: 'decayed-by-frozen', decay: 0.5, freeze: 'first:stage2', share: 0.5 ** 7 }]],
  [{ freeze: 'first:stage1', layerDecay: 0.5 }, [{ about: 'decayed-by-frozen', decay: 0.5, freeze: 'first:stage1', share: 0.5 ** 9 }]],
  [{ freeze: 'first:stage2', layerDecay: 1 }, []],
  [{ freeze: 'until:stage4', layerDecay: 0.5 }, []],
  [{ freeze: 'none', schedule: 'step', dropAt: '0.99' }, [{ about: 'too-few-steps', settings: ['dropAt'], steps: 30 }]],
  [{ freeze: 'none', schedule: 'step', dropAt: '0.5,0.99' }, []],
  [{ freeze: 'none', classWeights: 'balanced', sampling: 'balanced' }, [{ about: 'balanced-twice' }]],
  [{ freeze: 'none', classWeights: 'balanced' }, []],
  [{ freeze: 'none', sampling: 'balanced' }, []],
  [{ freeze: 'none', net: '{"stem":"small","stemChannels":32,"stages":[{"blocks":1,"channels":32,"stride":1}],"block":"basic","norm":"group"}', batchNorm: 'train', dropPath: 0.2 }, [{ about: 'batch-norm-unused' }, { about: 'blocks-unused', settings: ['dropPath'], freeze: 'none', isFirst: true }]],
  [{ freeze: 'none', batchNorm: 'train' }, []],
])('what can do nothing with the other settings is told: %j', async (spec, told) => {
  const { notices } = await plan(few, spec);
  expect(notices.filter(({ about }) => about !== 'backbone-is-small')).toEqual(told);
});

test('where every class has as many training pictures there is nothing to balance', async () => {
  const { studio, dataset } = few;
  const taken = [0, 0];
  const images = dataset.images.filter(({ label, split }) => split !== 'train' || taken[label]!++ < 15);
  const told = async (spec: RunSpec) => (await planHere(studio, { ...dataset, images }, { precision: 'float32', ...spec })).notices.filter(({ about }) => about === 'classes-alike' || about === 'balanced-twice');
  expect(await told({ freeze: 'none', classWeights: 'balanced', sampling: 'balanced' })).toEqual([{ about: 'classes-alike', settings: ['classWeights', 'sampling'], count: 15 }]);
  // An exact solution weighs classes and draws none; of that `steps-unused` speaks.
  expect(await told({ freeze: 'head', solver: 'exact', classWeights: 'balanced', sampling: 'balanced' })).toEqual([{ about: 'classes-alike', settings: ['classWeights'], count: 15 }]);
  expect(await told({ freeze: 'none' })).toEqual([]);
});

test('a head that uses nothing of the one it goes on from says why', () => {
  const going = (kind: 'linear' | 'mlp', solver: Phase['solver'], run?: number) => headAnew({ start: { from: 'weights', id: 'a', sha256: '', run }, net: { head: { kind } }, phases: [{ solver }] } as unknown as RunPlan);
  expect(going('linear', 'iterative', 3)).toEqual({});
  expect(going('linear', 'exact', 3)).toEqual({ headAnew: 'solver' });
  expect(going('mlp', 'iterative', 3)).toEqual({ headAnew: 'head' });
  expect(going('linear', 'exact')).toEqual({});
});

test('an average of the weights that is too slow for its steps is told, with a decay that is not', async () => {
  // 45 training pictures: three batches of 16, ten epochs of them.
  const told = async (spec: RunSpec) => (await plan(few, { freeze: 'until:stage4', ...spec })).notices.filter(({ about }) => about === 'average-lags');
  const [lags] = await told({ ema: 0.999 });
  expect(lags).toEqual({ about: 'average-lags', steps: 30, share: expect.closeTo(0.999 ** 30, 12), decay: 0.86 });
  // A head that learns in steps first has more of them, and an average of its own.
  expect(await told({ ema: 0.86, freeze: 'head-then:stage4', epochs: 1, mixup: 0.2 })).toMatchObject([{ steps: 3 }]);
  // Each stage of it takes one epoch, and hands on what its average is.
  expect(await told({ ema: 0.86, freeze: 'gradual' })).toMatchObject([{ steps: 3, share: expect.closeTo(0.86 ** 3, 12) }]);
  expect([await told({ ema: 0.86 }), await told({}), await told({ ema: 0.999, freeze: 'head', solver: 'exact' })]).toEqual([[], [], []]);
});

test('a head alone on weights of smoothed labels is told that they are rather trained further', () => {
  const told = [{ about: 'rather-fine-tuned', backbone: 'resnet50.a1_in1k' }];
  const [head, stage] = [{ cut: 'head' }, { cut: 'stage4' }];
  expect(frozenThough([head], 'resnet50.a1_in1k')).toEqual(told);
  expect([frozenThough([head, stage], 'resnet50.a1_in1k'), frozenThough([head], 'resnet50.tv_in1k'), frozenThough([head], 'mine')]).toEqual([[], [], []]);
});
