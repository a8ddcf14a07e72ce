import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StudioError } from '../../errors.ts';
import { parameterCount } from '../../nets/figures.ts';
import { namedNets } from '../../nets/named.ts';
import { cutIndex } from '../../nets/plan/cut-point.ts';
import { headText } from '../../../shared/decided-settings.ts';
import { fullSize } from '../../../shared/image-sizes.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { runPlanSchema, runSpecSchema } from '../../../shared/run-spec.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import type { Machine } from './machine.ts';
import { planRun } from './plan-run.ts';
import type { DataToPlan, PlannedRun } from './plan-run.ts';

const cut = fc.oneof(
  fc.constantFrom('stem', 'head', 'stage1', 'stage2', 'stage3', 'stage4'),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 40 }))).map(([stage, block]) => `stage${stage}.${block}`),
);
const freeze = fc.oneof(
  fc.constantFrom('head', 'none', 'gradual', 'first:head', 'first:stage2', 'first:stage4.1'),
  fc.tuple(fc.constantFrom('until', 'head-then'), cut).map(([how, where]) => `${how}:${where}`),
);
/** Of what some networks cannot do: none of it as often as some, so that refusals leave plans to look at. */
const orNone = (most: number) => fc.oneof(fc.constant(0), fc.double({ min: 0, max: most, noNaN: true }));
const positive = (max: number) => fc.double({ min: 1e-12, max, noNaN: true });

/** Every key of a spec, each asked for or not. */
const spec: fc.Arbitrary<RunSpec> = fc.record(
  {
    freeze,
    net: fc.constantFrom(...namedNets.keys(), '{"stem":"small","stages":[{"blocks":1,"channels":8,"stride":1}],"block":"basic"}'),
    head: fc.constantFrom('linear', 'mlp:5', 'mlp:256:0.2'),
    solver: fc.constantFrom('exact', 'iterative'),
    l2: positive(1e6),
    epochs: fc.integer({ min: 1, max: 10_000 }),
    batchSize: fc.integer({ min: 1, max: 1024 }),
    learningRate: positive(10),
    fineTuneLearningRate: positive(10),
    optimizer: fc.constantFrom('sgd', 'adamw'),
    weightDecay: fc.double({ min: 0, max: 10, noNaN: true }),
    schedule: fc.constantFrom('cosine', 'constant', 'step', 'one-cycle'),
    dropAt: fc.constantFrom('0.5,0.75', '.3,.6'),
    warmup: fc.double({ min: 0, max: 1, noNaN: true }),
    mixup: fc.double({ min: 0, max: 100, noNaN: true }),
    dropPath: orNone(0.95),
    averageEpochs: fc.constantFrom('none', 'last:3', 'best:12'),
    sampling: fc.constantFrom('shuffled', 'balanced'),
    ema: fc.double({ min: 0, max: 0.99999, noNaN: true }),
    layerDecay: positive(1),
    l2sp: orNone(10),
    gradients: fc.integer({ min: 0, max: 10_000 }),
    earlyStop: fc.integer({ min: 0, max: 10_000 }),
    labelSmoothing: fc.double({ min: 0, max: 0.9, noNaN: true }),
    classWeights: fc.constantFrom('none', 'balanced'),
    timeBudgetSeconds: positive(1e6),
    threads: fc.integer({ min: 1, max: 256 }),
    augment: fc.constantFrom('none', 'light', 'standard', 'strong', 'pad-crop'),
    fit: fc.constantFrom('crop', 'pad', 'squeeze'),
    imageSize: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 32, max: 1024 }) }, { weight: 1, arbitrary: fc.constantFrom('128-224', '32-33', '96-1024') }),
    batchNorm: fc.constantFrom('eval', 'train'),
    precision: fc.constantFrom('auto', 'float32', 'bfloat16', 'float16'),
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    cacheSizeBytes: fc.integer({ min: 0, max: 2 ** 45 }),
    name: fc.string({ minLength: 1, maxLength: 200 }),
  },
  { requiredKeys: [] },
);

const dataset: fc.Arbitrary<DataToPlan> = fc.integer({ min: 1, max: 12 }).chain((classes) =>
  fc.record({
    name: fc.string(),
    classes: fc.constant(Array.from({ length: classes }, (_, label) => `class ${label}`)),
    images: fc.array(
      fc.record({
        label: fc.integer({ min: 0, max: classes - 1 }),
        split: fc.constantFrom('train', 'val', 'test'),
        sha256: fc.integer({ min: 0, max: 99 }).map(String),
      }),
      { maxLength: 120 },
    ),
    lostByCrop: fc.double({ min: 0, max: 1, noNaN: true }),
    meanColor: fc.constant([120, 110, 100] as [number, number, number]),
    notices: fc.constant([{ about: 'without-label', count: 3, example: 'a.png' } as const]),
  }),
);

const machine: fc.Arbitrary<Machine> = fc.record({
  backbone: fc.constantFrom(...namedNets.values()).map(({ name, spec: net }) => ({
    id: `${name}.any`,
    architecture: name,
    net,
    preprocessing: {
      imageSize: 224,
      cropPct: 0.875,
      interpolation: 'bilinear' as const,
      mean: [0.5, 0.5, 0.5] as [number, number, number],
      std: [0.5, 0.5, 0.5] as [number, number, number],
      channels: 'RGB' as const,
    },
    sha256: 'a'.repeat(64),
    licence: 'MIT',
    origin: 'catalogue',
    file: '/weights',
  })),
  backboneReason: fc.constant('used-last' as const),
  gpu: fc.boolean(),
  auto: fc.constantFrom('float32' as const, 'bfloat16' as const).map((precision) => ({
    precision,
    reason: { because: 'measured', gain: 2, imagesPerSecond: 10, processor: 'one' } as const,
  })),
  threads: fc.integer({ min: 1, max: 256 }),
  usualCacheBytes: fc.integer({ min: 0, max: 2 ** 45 }),
  freeBytes: fc.integer({ min: 0, max: 2 ** 45 }),
  cached: fc.array(fc.record({ cut, imageSize: fc.constantFrom(32, 224), weightsSha256: fc.constantFrom(null, 'a'.repeat(64)), sizeBytes: fc.nat() }), {
    maxLength: 4,
  }),
});

/** The plan, or the error that a person can act on; anything else fails the test. */
function planned(asked: RunSpec, data: DataToPlan, where: Machine): PlannedRun | StudioError {
  try {
    return planRun(asked, data, where);
  } catch (error) {
    if (error instanceof StudioError) return error;
    throw error;
  }
}

test('any spec on any data set and machine gives a whole plan or an error that says what to do', () => {
  let plans = 0;
  fc.assert(
    fc.property(spec, dataset, machine, fc.boolean(), (asked, data, machineWithWeights, isDrawn) => {
      const where = asked.net !== undefined && isDrawn ? { ...machineWithWeights, backbone: null } : machineWithWeights;
      expect(runSpecSchema.parse(asked)).toEqual(asked);
      const before = JSON.stringify([asked, data, where]);
      const run = planned(asked, data, where);
      if (run instanceof StudioError) {
        expect(['bad-usage', 'bad-data-set']).toContain(run.code);
        expect(run.hint).toBeTruthy();
        return;
      }
      plans += 1;
      const { plan, reasons, parts, cacheBytes, disk, notices } = run;
      const net = planNet(plan.net);
      expect(plan.start.from).toBe(where.backbone ? 'weights' : 'drawn');
      // What starts drawn is learned whole.
      if (!where.backbone) expect([plan.freeze, plan.batchNorm, ...plan.phases.map(({ cut }) => cut)]).toEqual(['none', 'train', 'stem']);
      if (asked.head !== undefined) expect(headText(plan.net.head)).toBe(asked.head);
      expect(runPlanSchema.parse(plan)).toEqual(plan);
      // What was asked is what is done.
      for (const key of ['optimizer', 'weightDecay', 'schedule', 'warmup', 'classWeights', 'batchNorm', 'seed', 'threads', 'cacheSizeBytes'] as const) {
        if (asked[key] !== undefined) expect(plan[key], key).toBe(asked[key]);
      }
      if (asked.imageSize !== undefined) expect(plan.preprocessing.imageSize).toBe(fullSize(asked.imageSize));
      for (const { cut: begins, epochs, sizes } of plan.phases) {
        if (!sizes) continue;
        expect(begins).not.toBe('head');
        expect([sizes.reduce((sum, size) => sum + size.epochs, 0), sizes.at(-1)!.imageSize]).toEqual([epochs, plan.preprocessing.imageSize]);
      }
      const last = plan.phases.at(-1)!;
      if (asked.epochs !== undefined) expect(last.epochs).toBe(last.solver === 'exact' ? 1 : asked.epochs);
      for (const { cut: begins, solver, l2 } of plan.phases) {
        if (begins !== 'head') expect(solver).toBe('iterative');
        else if (asked.solver !== undefined) expect(solver).toBe(asked.solver);
        expect(l2).toBe(solver === 'exact' ? (asked.l2 ?? null) : null);
      }
      if (asked.precision !== undefined && asked.precision !== 'auto') expect(plan.precision).toBe(asked.precision);
      if (plan.precision === 'float16') expect(where.gpu).toBe(true);
      // Every phase trains a part that is there, the later one at least as much.
      const starts = plan.phases.map((phase) => cutIndex(net, phase.cut));
      expect(starts).toEqual(starts.toSorted((a, b) => b - a));
      for (const phase of plan.phases) {
        expect(Number.isFinite(phase.learningRate)).toBe(true);
        if (asked.batchSize !== undefined) expect(phase.batchSize).toBe(asked.batchSize);
        if (asked.augment !== undefined) expect(phase.augment).toBe(asked.augment);
      }
      expect(parts.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(parameterCount(net, data.classes.length));
      for (const { parameters, trained } of parts) expect(trained === 0 || trained <= parameters).toBe(true);
      expect(parts.at(-1)).toMatchObject({ part: 'head', trained: parts.at(-1)!.parameters });
      // Figures of the disk are whole bytes that add up.
      for (const bytes of [cacheBytes, ...Object.values(disk)]) expect(Number.isSafeInteger(bytes) && bytes >= 0).toBe(true);
      expect(disk.neededBytes).toBe(disk.runFileBytes + disk.newFeatureBytes);
      expect(disk.newFeatureBytes).toBeLessThanOrEqual(cacheBytes);
      // Each setting has one reason, or one a phase; who asked is told so.
      expect(new Set(reasons.map(({ setting, phase }) => `${setting} ${phase}`)).size).toBe(reasons.length);
      expect(notices).toEqual(expect.arrayContaining([...data.notices]));
      // The same arguments, the same plan; and they are as they were.
      expect(planRun(asked, data, where)).toEqual(run);
      expect(JSON.stringify([asked, data, where])).toBe(before);
    }),
    { numRuns: 400 },
  );
  expect(plans).toBeGreaterThan(50);
});

test('a plan without pictures to validate on is refused, whatever else is asked', () => {
  fc.assert(
    fc.property(spec, dataset, machine, (asked, data, where) => {
      const images = data.images.filter(({ split }) => split !== 'val');
      expect(planned(asked, { ...data, images }, where)).toMatchObject({ code: 'bad-data-set' });
    }),
    { numRuns: 50 },
  );
});
