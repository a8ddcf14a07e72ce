import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { precisions } from '../../shared/run-settings.ts';
import { runSpecSchema, type RunSpec } from '../../shared/run-spec.ts';
import { addSpecOptions, specFromOptions } from '../commands/run-spec-options.ts';
import { trainCommandLine } from './train-command-line.ts';

/** The words a shell makes of a line. */
const words = (line: string): string[] =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

function read(line: string): { dataset: string; spec: RunSpec } {
  const [graft, train, ...args] = words(line);
  expect([graft, train]).toEqual(['graft', 'train']);
  const command = addSpecOptions(new Command()).argument('<data set>').exitOverride();
  command.parse(args, { from: 'user' });
  return { dataset: command.args[0]!, spec: specFromOptions(command.opts()) };
}

const positive = fc.double({ min: 0, minExcluded: true, noNaN: true, noDefaultInfinity: true });
const part = (max: number) => fc.double({ min: 0, max, noNaN: true }).map((value) => value + 0);
const cut = fc.constantFrom('stem', 'stage1', 'stage3.12', 'stage4', 'head');
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((text) => !text.includes('\0'));
const specs: fc.Arbitrary<RunSpec> = fc
  .record(
    {
      backbone: name,
      freeze: fc.oneof(
        fc.constantFrom('head', 'none'),
        cut.map((at) => `until:${at}`),
        cut.map((at) => `head-then:${at}`),
      ),
      solver: fc.constantFrom('exact' as const, 'iterative' as const),
      l2: positive.filter((value) => value <= 1e6),
      epochs: fc.integer({ min: 1, max: 10_000 }),
      batchSize: fc.integer({ min: 1, max: 1024 }),
      learningRate: positive,
      fineTuneLearningRate: positive,
      optimizer: fc.constantFrom('sgd' as const, 'adamw' as const),
      weightDecay: part(10),
      schedule: fc.constantFrom('cosine' as const, 'constant' as const, 'step' as const, 'one-cycle' as const),
      dropAt: fc.constantFrom('0.5,0.75', '.3,.6'),
      warmup: part(1),
      mixup: part(100),
      ema: part(0.99999),
      layerDecay: positive.filter((value) => value <= 1),
      l2sp: part(10),
      gradients: fc.integer({ min: 0, max: 10_000 }),
      dropPath: part(0.95),
      averageEpochs: fc.constantFrom('none', 'last:5', 'best:12'),
      sampling: fc.constantFrom('shuffled' as const, 'balanced' as const),
      earlyStop: fc.integer({ min: 0, max: 10_000 }),
      labelSmoothing: part(0.9),
      classWeights: fc.constantFrom('none' as const, 'balanced' as const),
      timeBudgetSeconds: fc.oneof(positive, fc.integer({ min: 1, max: 1e6 })),
      threads: fc.integer({ min: 1, max: 256 }),
      augment: fc.constantFrom('none' as const, 'light' as const, 'standard' as const, 'strong' as const, 'pad-crop' as const),
      imageSize: fc.oneof(fc.integer({ min: 32, max: 1024 }), fc.constantFrom('128-224', '32-33')),
      batchNorm: fc.constantFrom('eval' as const, 'train' as const),
      precision: fc.constantFrom('auto' as const, ...precisions),
      seed: fc.integer({ min: 0, max: 0xffffffff }),
      cacheSizeBytes: fc.maxSafeNat(),
      name,
    },
    { requiredKeys: [] },
  )
  .filter((spec) => runSpecSchema.safeParse(spec).success);

test('the line of every spec is read back as that spec, through a real shell', () => {
  fc.assert(
    fc.property(specs, fc.constantFrom('leaves', "o'hara", 'two words', '$HOME'), (spec, dataset) => {
      expect(read(trainCommandLine(dataset, spec))).toEqual({ dataset, spec });
    }),
    { numRuns: 300 },
  );
});

test('a line reads as a person would write it', () => {
  expect(trainCommandLine('leaves', {})).toBe('graft train leaves');
  expect(
    trainCommandLine('leaves', {
      freeze: 'until:stage4',
      learningRate: 1e-3,
      timeBudgetSeconds: 600,
      name: 'my run',
      cacheSizeBytes: 2e9,
    }),
  ).toBe("graft train leaves --freeze until:stage4 --lr 0.001 --time-budget 600s --cache-size 2000000000B --name 'my run'");
  expect(trainCommandLine('leaves', { name: '--force; rm x' })).toBe("graft train leaves '--name=--force; rm x'");
});
