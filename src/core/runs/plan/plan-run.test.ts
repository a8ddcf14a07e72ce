import { afterAll, beforeAll, expect, test } from 'vitest';
import { embeddedSha256 } from '../../../../test/small-run.ts';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { catalogueNet } from '../../nets/named.ts';
import { createRun } from '../../store/runs.ts';
import { decidedValues } from '../../../shared/decided-settings.ts';
import { runSettings } from '../../../shared/run-settings.ts';
import { runPlanSchema } from '../../../shared/run-spec.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import type { ProbeResult } from '../../../shared/trainer-protocol.ts';
import { estimateFrom, fitTimeBudget } from '../lifecycle/estimate-run.ts';
import { headRate, trunkRate } from './choose-settings.ts';
import { planHere } from '../lifecycle/plan-here.ts';

let many: SmallStudio;
let few: SmallStudio;
beforeAll(async () => {
  // A quarter is for validation: 21 and 15 training pictures of the smaller class.
  many = await openSmallStudio([28, 40]);
  few = await openSmallStudio([20, 40]);
});
afterAll(() => {
  many.close();
  few.close();
});

const plan = ({ studio, dataset }: SmallStudio, spec: RunSpec = {}) =>
  planHere(studio, dataset, { precision: 'float32', ...spec });

test('with twenty pictures of every class the head is trained and then stage 4; each choice has its reason', async () => {
  const { plan: chosen, reasons, parts, cacheBytes, notices } = await plan(many);
  expect(runPlanSchema.parse(chosen)).toEqual(chosen);
  expect(chosen).toMatchObject({
    net: catalogueNet('resnet18'),
    architecture: 'resnet18',
    start: { from: 'weights', id: 'resnet18.graft_starter', sha256: embeddedSha256 },
    freeze: 'head-then:stage4',
    optimizer: 'adamw',
    weightDecay: 0.01,
    schedule: 'cosine',
    warmup: 0.05,
    classWeights: 'none',
    batchNorm: 'eval',
    precision: 'float32',
    seed: 0,
    views: 4,
  });
  expect(chosen.phases).toMatchObject([
    { name: 'head', cut: 'head', solver: 'exact', l2: null, epochs: 1, patience: 0, augment: 'none', labelSmoothing: 0 },
    {
      name: 'fine-tune',
      cut: 'stage4',
      epochs: 10,
      patience: 0,
      batchSize: 16,
      augment: 'light',
      labelSmoothing: 0.1,
    },
  ]);
  const why = Object.fromEntries(reasons.map(({ setting, reason }) => [setting, reason]));
  expect(why['freeze']).toEqual({ because: 'enough-to-fine-tune', smallest: 21, enough: 20 });
  expect(why['backbone']).toEqual({ because: 'comes-with-program' });
  expect(why['precision']).toEqual({ because: 'asked' });
  for (const { setting, value, reason } of reasons)
    expect(
      [setting, value, reason.because].every((text) => text.length > 0),
      setting,
    ).toBe(true);
  expect(notices).toEqual([{ about: 'backbone-is-small', better: 'resnet50.a1_in1k' }]);

  expect(parts.map(({ part }) => part)).toEqual(['stem', 'stage1', 'stage2', 'stage3', 'stage4', 'head']);
  expect(parts.map(({ parameters, trained }) => trained / parameters)).toEqual([0, 0, 0, 0, 1, 1]);
  expect(parts.at(-1)).toMatchObject({ parameters: 512 * 2 + 2 });
  // Pooled features of 68 pictures, then what enters stage 4 (a sixteenth of the side) of four views of 51 and one of 17.
  const side = chosen.preprocessing.imageSize / 16;
  expect(cacheBytes).toBe(68 * 512 * 4 + (51 * 4 + 17) * side ** 2 * 256 * 4);
});

test('with fewer only the head is trained', async () => {
  const { plan: chosen, reasons } = await plan(few);
  expect(chosen).toMatchObject({
    freeze: 'head',
    phases: [{ name: 'head', cut: 'head', solver: 'exact', epochs: 1, patience: 0 }],
  });
  expect(reasons.find(({ setting }) => setting === 'freeze')!.reason).toEqual({
    because: 'too-few-to-fine-tune',
    smallest: 15,
    enough: 20,
  });
});

/** Each row: what is asked, how the head is found, why, and its epochs. */
test.each<[RunSpec, string, object, number]>([
  [{}, 'exact', { because: 'best-at-once' }, 1],
  [{ l2: 0.1, labelSmoothing: 0.1, classWeights: 'balanced' }, 'exact', { because: 'best-at-once' }, 1],
  [{ epochs: 5 }, 'iterative', { because: 'steps-asked', settings: ['epochs'] }, 5],
  [{ learningRate: 0.1, batchSize: 8 }, 'iterative', { because: 'steps-asked', settings: ['learningRate', 'batchSize'] }, 30],
  [{ augment: 'light' }, 'iterative', { because: 'steps-asked', settings: ['augment'] }, 30],
  [{ earlyStop: 3, ema: 0.9 }, 'iterative', { because: 'steps-asked', settings: ['ema', 'earlyStop'] }, 30],
  [{ freeze: 'head-then:stage4', ema: 0.9, earlyStop: 3 }, 'exact', { because: 'best-at-once' }, 1],
  [{ optimizer: 'sgd' }, 'iterative', { because: 'steps-asked', settings: ['optimizer'] }, 30],
  [{ solver: 'exact', epochs: 5 }, 'exact', { because: 'asked' }, 1],
  [{ solver: 'iterative' }, 'iterative', { because: 'asked' }, 30],
  [{ head: 'mlp:16' }, 'iterative', { because: 'head-has-layers' }, 30],
  // Epochs count the second phase.
  [{ freeze: 'head-then:stage4', epochs: 5 }, 'exact', { because: 'best-at-once' }, 1],
  [{ freeze: 'head-then:stage4', learningRate: 0.1 }, 'iterative', { because: 'steps-asked', settings: ['learningRate'] }, 30],
])('%j: the head is found %s', async (spec, solver, why, epochs) => {
  const { plan: chosen, reasons } = await plan(few, { freeze: 'head', ...spec });
  expect(chosen.phases[0]).toMatchObject({ cut: 'head', solver, epochs });
  expect(reasons.find(({ setting }) => setting === 'solver')!.reason).toEqual(why);
  const ofHead = reasons.find(({ setting }) => setting === 'learningRate')!.reason;
  expect(ofHead.because === 'solved-at-once').toBe(solver === 'exact');
});

test('what the second phase takes at a step is told with its reason beside what the head would, and is what it takes', async () => {
  const { plan: chosen, reasons } = await plan(few, { freeze: 'head-then:stage4' });
  const told = reasons.filter(({ setting }) => setting === 'batchSize');
  expect(told.map(({ phase, reason }) => [phase, reason.because])).toEqual([['head', 'solved-at-once'], ['fine-tune', expect.stringMatching(/^usual-on-/)]]);
  expect(told[1]!.value).toBe(String(chosen.phases[1]!.batchSize));
});

test('strategies: early stop is the patience of what is trained in steps, one cycle rises long, what needs lower layers is told', async () => {
  const phasesOf = async (spec: RunSpec) => (await plan(few, { ...spec, earlyStop: 3 })).plan.phases.map(({ name, patience }) => [name, patience]);
  expect(await phasesOf({ freeze: 'head-then:stage4' })).toEqual([['head', 0], ['fine-tune', 3]]);
  expect(await phasesOf({ freeze: 'head-then:stage4', learningRate: 0.1 })).toEqual([['head', 5], ['fine-tune', 3]]);
  expect(await phasesOf({ freeze: 'until:stage4' })).toEqual([['train', 3]]);
  const cycle = await plan(few, { schedule: 'one-cycle', freeze: 'none' });
  expect(cycle.plan).toMatchObject({ warmup: 0.3, ema: 0, layerDecay: 1, l2sp: 0 });
  expect(cycle.reasons.find(({ setting }) => setting === 'warmup')!.reason).toEqual({ because: 'rise-of-one-cycle' });
  const told = async (freeze: string) => (await plan(few, { freeze, l2sp: 0.1, layerDecay: 0.5 })).notices.filter(({ about }) => about === 'lower-layers-unused');
  expect(await told('head')).toEqual([{ about: 'lower-layers-unused', settings: ['layerDecay', 'l2sp'] }]);
  expect(await told('until:stage4')).toEqual([]);
  const dropped = await plan(few, { freeze: 'until:stage4', dropPath: 0.1, averageEpochs: 'last:3', sampling: 'balanced' });
  expect(dropped.plan).toMatchObject({ net: { dropPath: 0.1 }, averageEpochs: 'last:3', sampling: 'balanced' });
  expect(decidedValues(dropped.plan, runSettings.find(({ key }) => key === 'dropPath')!)).toEqual([0.1]);
  await expect(plan(few, { net: 'plain18', dropPath: 0.1 })).rejects.toMatchObject({ code: 'bad-usage', field: 'dropPath' });
  await expect(plan(few, { net: 'cifar_resnet20', l2sp: 0.1 })).rejects.toMatchObject({ code: 'bad-usage', field: 'l2sp' });
});

test('a head that would take minutes to be solved learns in steps', async () => {
  const { studio, dataset } = few;
  const images = dataset.images.flatMap((image) => Array.from({ length: 20_000 }, () => image));
  const { plan: chosen, reasons } = await planHere(studio, { ...dataset, images }, { precision: 'float32', freeze: 'head' });
  expect(chosen.phases[0]!.solver).toBe('iterative');
  expect(reasons.find(({ setting }) => setting === 'solver')!.reason).toMatchObject({ because: 'solving-takes-long', seconds: expect.any(Number) });
});

test.each([
  ['until:stem', 'none', ['stem']],
  ['none', 'none', ['stem']],
  ['until:head', 'head', ['head']],
  ['head-then:head', 'head', ['head']],
  ['until:stage3.1', 'until:stage3.1', ['stage3.1']],
  ['head-then:stem', 'head-then:stem', ['head', 'stem']],
])('--freeze %s is %s', async (asked, freeze, cuts) => {
  const { plan: chosen } = await plan(few, { freeze: asked });
  expect(chosen.freeze).toBe(freeze);
  expect(chosen.phases.map(({ cut }) => cut)).toEqual(cuts);
});

test('a cut that the network does not have is named', async () => {
  await expect(plan(few, { freeze: 'until:stage2.7' })).rejects.toMatchObject({
    code: 'bad-usage',
    field: 'freeze',
    message: expect.stringContaining('stage2.7'),
    hint: expect.stringContaining('stage2.1'),
  });
});

test('SGD has ten times the rate of AdamW, and what is asked is taken', async () => {
  const rates = async (spec: RunSpec) =>
    (await plan(few, spec)).plan.phases.map(({ learningRate }) => learningRate);
  for (const freeze of ['none', 'head']) {
    const [adamw] = await rates({ freeze });
    const [sgd] = await rates({ freeze, optimizer: 'sgd' });
    expect(sgd! / adamw!).toBeCloseTo(10, 10);
  }
  expect(await rates({ freeze: 'head-then:stage4', learningRate: 0.5 })).toEqual([0.5, 0.05]);
  expect(await rates({ freeze: 'head-then:stage4', learningRate: 0.5, fineTuneLearningRate: 0.25 })).toEqual([
    0.5, 0.25,
  ]);
  const drops = async (schedule: 'cosine' | 'step') => (await plan(few, { freeze: 'none', schedule })).reasons.filter(({ setting }) => setting === 'dropAt').length;
  expect([await drops('cosine'), await drops('step')]).toEqual([0, 1]);
  const { reasons } = await plan(few, { freeze: 'head', seed: 7 });
  expect(reasons.find(({ setting }) => setting === 'seed')).toEqual({
    setting: 'seed',
    phase: null,
    value: '7',
    reason: { because: 'asked' },
  });
});

test('few steps ask for a higher rate, within bounds', async () => {
  expect([10, 500, 1000, 5000, 1e6].map(headRate)).toEqual([1e-2, 1e-2, 5e-3, 1e-3, 1e-3]);
  expect([10, 500, 1000, 5000, 1e6].map(trunkRate)).toEqual([1e-3, 1e-3, 5e-4, 1e-4, 1e-4]);
  // 45 training pictures: 1000 epochs of 3 batches of 16.
  const { phases } = (await plan(few, { freeze: 'none', epochs: 1000 })).plan;
  expect(phases[0]!.learningRate).toBe(trunkRate(3000));
});

test('a data set without validation pictures cannot be trained on', async () => {
  const { dataset } = few;
  const images = dataset.images.map((image) => ({ ...image, split: 'train' as const }));
  await expect(planHere(few.studio, { ...dataset, images }, { precision: 'float32' })).rejects.toMatchObject({
    code: 'bad-data-set',
  });
});

test('the backbone used last is the default where it still is on this machine', async () => {
  const { studio, dataset } = few;
  createRun(studio.db, { datasetVersionId: dataset.version.id, backboneId: 'resnet50.a1_in1k', spec: {} });
  const backboneReason = async () => (await plan(few)).reasons.find(({ setting }) => setting === 'backbone')!;
  expect(await backboneReason()).toMatchObject({
    value: 'resnet18.graft_starter',
    reason: { because: 'used-last-is-gone', backbone: 'resnet50.a1_in1k' },
  });
  await expect(plan(few, { backbone: 'resnet50.a1_in1k' })).rejects.toMatchObject({ code: 'not-found' });
  createRun(studio.db, {
    datasetVersionId: dataset.version.id,
    backboneId: 'resnet18.graft_starter',
    spec: {},
  });
  expect(await backboneReason()).toMatchObject({ value: 'resnet18.graft_starter', reason: { because: 'used-last' } });
});

test('the estimate adds up what the probe measured, and a time budget lowers the epochs, never below one', async () => {
  const { plan: chosen } = await plan(many, { solver: 'iterative' });
  const probe = {
    kind: 'probe' as const,
    phases: [
      {
        prefixImagesPerSecond: 10,
        evaluationImagesPerSecond: 170,
        trainImagesPerSecond: 510,
        featureBytes: 1,
        checkpointSeconds: 0.25,
      },
      {
        prefixImagesPerSecond: 20,
        evaluationImagesPerSecond: 17,
        trainImagesPerSecond: 5.1,
        featureBytes: 1,
        checkpointSeconds: 2,
      },
    ],
    predictImagesPerSecond: 17,
    decodeImagesPerSecond: 100,
    fixedSeconds: 4,
    peakMemoryBytes: 5,
  };
  const estimate = estimateFrom(chosen, many.dataset, probe);
  // Checkpoints after the first and the last of 30 epochs; of longer ones a twentieth of their time.
  expect(estimate.secondsPerEpoch[0]).toBeCloseTo(51 / 510 + 17 / 170 + (2 * 0.25) / 30, 9);
  expect(estimate.secondsPerEpoch[1]).toBeCloseTo(10 + 1 + 11 / 20, 9);
  expect(estimate.featureSeconds[0]).toBeCloseTo(68 / 10 + 68 / 100, 9);
  // Plain views passed that way when the head's features were computed.
  expect(estimate.featureSeconds[1]).toBeCloseTo(51 * 3 * (1 / 20 + 1 / 100), 9);
  const rest = 4 + 30 * 0.2 + 0.5 + 7.48 + 153 * 0.06 + 17 * (1 / 17 + 1 / 100);
  expect(estimate.minutes * 60).toBeCloseTo(rest + 10 * 11.55, 6);

  const within = (seconds: number) => fitTimeBudget(chosen, estimate, seconds);
  const notice = (seconds: number) => within(seconds).notice;
  const epochs = (seconds: number) => within(seconds).plan.phases.map((phase) => phase.epochs);
  expect(epochs(rest + 3.5 * 11.55)).toEqual([30, 3]);
  expect(notice(rest + 3.5 * 11.55)).toMatchObject({ about: 'budget', epochs: 3, askedEpochs: 10 });
  expect(epochs(1e6)).toEqual([30, 10]);
  expect(notice(1e6)).toMatchObject({ epochs: 10, askedEpochs: 10 });
  expect(epochs(1)).toEqual([30, 1]);
  expect(notice(1)).toMatchObject({ epochs: 1, budgetSeconds: 1, seconds: Math.round(rest + 11.55) });
});

test('pictures grow where layers below the head learn; of one epoch there is nothing to grow, of a head alone it is refused', async () => {
  const { plan: chosen, reasons, notices, cacheBytes } = await plan(many, { imageSize: '64-128', freeze: 'head-then:stage4' });
  expect(runPlanSchema.parse(chosen)).toEqual(chosen);
  expect(chosen.preprocessing.imageSize).toBe(128);
  expect(chosen.phases.map(({ sizes }) => sizes)).toEqual([undefined, [{ imageSize: 64, epochs: 5 }, { imageSize: 96, epochs: 3 }, { imageSize: 128, epochs: 2 }]]);
  expect(reasons.find(({ setting }) => setting === 'imageSize')).toMatchObject({ value: '64-128', reason: { because: 'asked' } });
  expect(decidedValues(chosen, runSettings.find(({ key }) => key === 'imageSize')!)).toEqual(['64-128']);
  expect(notices.map(({ about }) => about)).not.toContain('growing-unused');
  // Pooled features of 68 at 128 pixels; what enters stage 4 of four views of 51, three, three (two and the plain one), and of 17 to judge by.
  expect(cacheBytes).toBe(68 * 512 * 4 + (51 * (4 * 4 ** 2 + 3 * 6 ** 2 + 3 * 8 ** 2) + 17 * 8 ** 2) * 256 * 4);

  const short = await plan(many, { imageSize: '64-128', freeze: 'until:stage4', epochs: 1 });
  expect(short.plan.phases[0]).not.toHaveProperty('sizes');
  expect(short.notices).toContainEqual({ about: 'growing-unused', size: '64-128', imageSize: 128 });

  await expect(plan(many, { imageSize: '64-128', freeze: 'head' })).rejects.toMatchObject({ code: 'bad-usage', field: 'imageSize', values: { kind: 'growing-head', size: '64-128' } });
});

test('a probe at the last size says what epochs of smaller pictures take: by their multiply-adds, the validation at the last', async () => {
  const spec: RunSpec = { freeze: 'until:stage4', epochs: 10 };
  const probe = { kind: 'probe', phases: [{ prefixImagesPerSecond: 10, evaluationImagesPerSecond: 1e9, trainImagesPerSecond: 1, featureBytes: 1, checkpointSeconds: 0 }], decodeImagesPerSecond: 1e9, predictImagesPerSecond: 1e9, fixedSeconds: 0, peakMemoryBytes: 1 } as const;
  const [fixed, grown] = await Promise.all([{ ...spec, imageSize: 128 }, { ...spec, imageSize: '64-128' }].map(async (asked) => estimateFrom((await plan(many, asked)).plan, many.dataset, probe as unknown as ProbeResult)));
  expect(fixed!.secondsPerEpoch[0]).toBeCloseTo(51, 3);
  // A quarter, nine sixteenths and all of the work.
  expect(grown!.secondsPerEpoch[0]! / fixed!.secondsPerEpoch[0]!).toBeCloseTo(0.5 * 0.25 + 0.3 * (9 / 16) + 0.2, 2);
  expect(fixed!.featureSeconds[0]).toBeCloseTo((4 * 51 + 17) / 10, 3);
  expect(grown!.featureSeconds[0]! / ((51 * (4 * 0.25 + 3 * (9 / 16) + 3) + 17) / 10)).toBeCloseTo(1, 1);
  // Nothing is before the stem: there pictures are read and no more.
  const whole = { ...probe, phases: [{ ...probe.phases[0], prefixImagesPerSecond: null }], decodeImagesPerSecond: 10 };
  const { plan: everything } = await plan(many, { freeze: 'none', epochs: 10, imageSize: '64-128' });
  expect(estimateFrom(everything, many.dataset, whole as unknown as ProbeResult).featureSeconds[0]).toBeCloseTo((10 * 51 + 17) / 10, 9);
});

test('gradual: the head, a stage further down an epoch each, then all of it; what phases share is told once', async () => {
  const { plan: chosen, reasons, parts } = await plan(many, { freeze: 'gradual', epochs: 3 });
  expect(runPlanSchema.parse(chosen)).toEqual(chosen);
  expect(chosen.phases.map(({ name, cut, epochs, solver }) => [name, cut, epochs, solver])).toEqual([
    ['head', 'head', 1, 'exact'],
    ...['stage4', 'stage3', 'stage2', 'stage1'].map((stage) => [stage, stage, 1, 'iterative']),
    ['stem', 'stem', 3, 'iterative'],
  ]);
  expect(reasons.filter(({ setting }) => setting === 'augment').map(({ phase, value }) => [phase, value])).toEqual([['head', 'none'], ['fine-tune', 'light']]);
  expect(parts.every(({ parameters, trained }) => trained === parameters)).toBe(true);
  const usual = await plan(many, { freeze: 'gradual' });
  expect(usual.reasons.find(({ setting }) => setting === 'epochs')).toMatchObject({ value: '10', reason: { because: 'of-last-phase' } });
});

test('first: a head is learned, then the first part alone', async () => {
  const { plan: chosen, parts, cacheBytes } = await plan(many, { freeze: 'first:stage2', fineTuneLearningRate: 1e-3 });
  expect(runPlanSchema.parse(chosen)).toEqual(chosen);
  expect(chosen.phases).toMatchObject([{ name: 'head', cut: 'head' }, { name: 'fine-tune', cut: 'stem', end: 'stage2', learningRate: 1e-3 }]);
  expect(parts.map(({ parameters, trained }) => trained / parameters)).toEqual([1, 1, 0, 0, 0, 1]);
  // Pooled features for the head; of the other phase the pixels of four views.
  const { imageSize } = chosen.preprocessing;
  expect(cacheBytes).toBe(68 * 512 * 4 + (51 * 4 + 17) * imageSize ** 2 * 3);
  await expect(plan(many, { freeze: 'first:stage5' })).rejects.toMatchObject({ code: 'bad-usage', field: 'freeze' });
});
