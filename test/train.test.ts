import { expect, test } from 'vitest';
import { namedNets } from '../src/core/nets/named.ts';
import type { NetPlan } from '../src/core/nets/plan/net-plan.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import { tensorTable } from '../src/core/nets/plan/tensor-table.ts';
import type { TensorMap } from '../src/core/tensor.ts';
import { initialState, openTrainingSession, weightsOf } from '../src/core/training/training-session.ts';
import type { TrainingSession } from '../src/core/training/training-session.ts';
import { readGolden } from './forward-golden.ts';
import { generateWeights, valueAt } from './rxg1.ts';
import { batch, classes, inputAtCut, preprocessing, smoothedTargets } from './train-case.ts';
import type { Input } from './train-case.ts';

const steps = 5;

interface Case {
  model: string;
  trainable: string[];
  bn: 'eval' | 'train';
  optimizer: 'sgd' | 'adamw';
  lr: number;
  weight_decay: number;
  label_smoothing: number;
  losses: number[];
  logits_after: number[][];
  tensors: Record<string, GoldenTensor>;
  float32_deviation: { loss: number; logits_over_rms: number };
}

interface GoldenTensor {
  frozen: boolean;
  sum: number;
  abssum: number;
  first4: number[];
}

const cutNames: Record<string, string> = { stem: 'stem', layer3: 'stage3', layer4: 'stage4', fc: 'head' };

/**
 * Everything compared, by group (`loss 0` … `loss 4`, `logits`, `tensors`), in the golden's scale: a loss over its size,
 * logits over their rms, tensors over their mean absolute value.
 */
type Figures = Record<string, number[]>;
/** One number per group: an error, a bound, a spread. */
type PerGroup = Record<string, number>;

const rms = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

/** A tensor's first values, sum and sum of absolute values. */
function tensorFigures(golden: GoldenTensor, size: number, of: { first4: number[]; sum: number; abssum: number }): number[] {
  return [...of.first4.map((value) => (value * size) / golden.abssum), of.sum / golden.abssum, of.abssum / golden.abssum];
}

function describeTensor(data: Float32Array): { first4: number[]; sum: number; abssum: number } {
  let sum = 0;
  let abssum = 0;
  for (const value of data) {
    sum += value;
    abssum += Math.abs(value);
  }
  return { first4: [...data.subarray(0, 4)], sum, abssum };
}

/** What five steps leave. */
interface Found {
  readonly losses: number[];
  readonly logits: Float32Array;
  readonly after: TensorMap;
}

/** The golden's or (with `found`) our figures of a case. */
function figures(c: Case, tensors: TensorMap, found?: Found): Figures {
  const logits = c.logits_after.flat();
  const scale = rms(logits);
  return {
    ...Object.fromEntries(c.losses.map((loss, i) => [`loss ${i}`, [(found?.losses[i] ?? loss) / Math.max(loss, 1e-6)]])),
    logits: (found ? [...found.logits] : logits).map((value) => value / scale),
    tensors: Object.entries(c.tensors).flatMap(([name, golden]) => {
      const { length } = tensors.get(name)!.data;
      const described = found && !golden.frozen ? describeTensor(found.after.get(name)!.data) : golden;
      return tensorFigures(golden, length, described);
    }),
  };
}

const largestDifferences = (a: Figures, b: Figures): PerGroup =>
  Object.fromEntries(
    Object.entries(a).map(([key, values]) => [key, Math.max(...values.map((v, i) => Math.abs(v - b[key]![i]!)))]),
  );

/** Five steps from the weights `start`, and the figures they leave. */
function train(session: TrainingSession, c: Case, tensors: TensorMap, start: TensorMap, input: Input) {
  session.restore(initialState(session.rows, start));
  const targets = smoothedTargets(c.label_smoothing);
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) losses.push(session.step(input, targets, batch, c.lr, step).loss);
  const logits = session.evaluate(input);
  const after = weightsOf(session.rows, session.read());
  return { found: figures(c, tensors, { losses, logits, after }), after };
}

/** What one convolution of oneDNN rounds here, relative to its result (measured: 1.3e-6 for 3x3 with 512 channels). */
const roundingError = 1.3e-6;
const perturbedRuns = 3;
/** Two runs of training that differ by more than this tell nothing: stock PyTorch in float32 is up to 0.015 off here. */
const largestSpread = 0.1;

/** Values off by up to `roundingError` each, as if every convolution had rounded otherwise. */
const perturb = (values: Float32Array, seed: number) =>
  values.map((value, i) => value * (1 + (Math.sqrt(3) * roundingError * valueAt(seed, i)) / 65535));

/** How far runs that start a rounding error apart end from each other. */
function spread(session: TrainingSession, c: Case, tensors: TensorMap, input: Input, found: Figures): PerGroup {
  const runs = [found];
  for (let run = 1; run <= perturbedRuns; run++) {
    const start: TensorMap = new Map();
    for (const { name } of session.rows) {
      const { shape, data } = tensors.get(name)!;
      start.set(name, { shape, data: perturb(data, 1000 * run + start.size) });
    }
    runs.push(train(session, c, tensors, start, { shape: input.shape, values: perturb(input.values, run) }).found);
  }
  const pairs = runs.flatMap((a) => runs.map((b) => largestDifferences(a, b)));
  return Object.fromEntries(Object.keys(found).map((key) => [key, Math.max(...pairs.map((pair) => pair[key]!))]));
}

/** The bounds were found on processors; `check:gpu` takes twice them (docs/decisions/0057: a GPU's largest was 1.3). */
const slack = Number(process.env.GRAFT_GOLDEN_SLACK ?? 1);

/** The bounds. */
function goldenBounds(c: Case): PerGroup {
  const { loss, logits_over_rms: logits } = c.float32_deviation;
  const bound = (deviation: number) => slack * Math.max(1e-5, 10 * deviation);
  const losses = Object.fromEntries(c.losses.map((_, i) => [`loss ${i}`, bound(loss)]));
  return { ...losses, logits: bound(logits), tensors: bound(Math.max(loss, logits)) };
}

/** Generating them takes as long as training; nothing changes them. */
const generated = new Map<string, TensorMap>();
function weightsFor(plan: NetPlan): TensorMap {
  const { name } = plan;
  const tensors = generated.get(name) ?? generateWeights(tensorTable(plan, classes));
  generated.set(name, tensors);
  return tensors;
}

const cases: Case[] = readGolden('train').cases;

test('the golden file has its 21 cases', () => expect(cases).toHaveLength(21));

test.each(cases.map((c) => [`${c.model} from ${c.trainable[0]}, BatchNorm ${c.bn}, ${c.optimizer}`, c] as const))(
  'five steps of %s equal PyTorch in float64',
  (title, c) => {
    const cut = cutNames[c.trainable[0]!]!;
    const plan = planNet(namedNets.get(c.model)!.spec);
    const tensors = weightsFor(plan);
    const input = inputAtCut(c.model, tensors, cut, (n) => `input${n}`);
    const session = openTrainingSession({
      plan,
      cut,
      classes,
      batchNorm: c.bn,
      compute: 'float32',
      optimizer: c.optimizer,
      weightDecay: c.weight_decay,
      preprocessing,
      normalisedInput: true,
    });
    const { found, after } = train(session, c, tensors, tensors, input);
    for (const [name, golden] of Object.entries(c.tensors)) {
      expect(after.has(name), `${name} is in the trained part`).toBe(!golden.frozen);
      if (golden.frozen) expect([...tensors.get(name)!.data.subarray(0, 4)], `${name} is frozen`).toEqual(golden.first4);
    }

    const errors = largestDifferences(found, figures(c, tensors));
    const bounds = goldenBounds(c);
    const isBeyond = Object.keys(errors).some((key) => errors[key]! >= bounds[key]!);
    if (c.bn === 'train' && isBeyond) {
      // Chaotic here: docs/decisions/0003-training-goldens.md. The first loss comes before any update and keeps its bound.
      const measured = spread(session, c, tensors, input, found);
      for (const key of Object.keys(errors).filter((group) => group !== 'loss 0')) {
        expect(measured[key], `spread of ${key}`).toBeLessThan(largestSpread);
        console.info(`${title}, ${key}: error ${errors[key]}, bound ${bounds[key]}, spread ${measured[key]}`);
        bounds[key] = Math.max(bounds[key]!, 3 * measured[key]!);
      }
    }
    session.close();
    for (const key of Object.keys(errors)) expect(errors[key], key).toBeLessThan(bounds[key]!);
  },
  240_000,
);
