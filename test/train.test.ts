import { expect, test } from 'vitest';
import { openSession } from '../src/core/engine/session.ts';
import { identity } from '../src/core/graph/array-ops.ts';
import { placeholder } from '../src/core/graph/graph.ts';
import { encodeSavedModel } from '../src/core/graph/saved-model.ts';
import { architectures } from '../src/core/nets/architecture.ts';
import { cutIndex } from '../src/core/nets/cut-point.ts';
import { planNet } from '../src/core/nets/net-plan.ts';
import { trunk } from '../src/core/nets/network-graph.ts';
import { frozenBranch } from '../src/core/nets/predictor.ts';
import { tensorTable } from '../src/core/nets/tensor-table.ts';
import type { TensorMap } from '../src/core/tensor.ts';
import { initialState, openTrainingSession, weightsOf } from '../src/core/training/training-session.ts';
import { readGolden } from './forward-golden.ts';
import { channelsLast, generateInput, generateWeights } from './rxg1.ts';

const size = 64;
const classes = 5;
const batch = 4;
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
  tensors: Record<string, { frozen: boolean; sum: number; abssum: number; first4: number[] }>;
  float32_deviation: { loss: number; logits_over_rms: number };
}

const cutNames: Record<string, string> = { stem: 'stem', layer1: 'stage1', layer2: 'stage2', layer3: 'stage3', layer4: 'stage4', fc: 'head' };

const images = () => {
  const out = new Float32Array(batch * size * size * 3);
  for (let n = 0; n < batch; n++) out.set(channelsLast(generateInput(size, `input${n}`), 3), n * size * size * 3);
  return out;
};

/** Features of the batch at a cut, by the frozen prefix. */
function prefix(model: string, tensors: TensorMap, cut: string): { shape: number[]; values: Float32Array } {
  const input = { shape: [batch, size, size, 3], values: images() };
  if (cut === 'stem') return input;
  const branch = frozenBranch(architectures.get(model)!, tensors);
  const x = placeholder(branch.graph, 'x', 'float32', [null, size, size, 3]);
  const y = identity(branch.graph, trunk(branch, x, -1, cutIndex(branch.plan, cut)), 'features');
  const session = openSession(encodeSavedModel(branch.graph));
  const [values] = session.run({ x: input }, ['features']) as [Float32Array];
  session.close();
  return { shape: [batch, ...(y.shape.slice(1) as number[])], values };
}

const rms = (values: number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

const cases: Case[] = readGolden('train').cases;

test('the golden file has its 21 cases', () => expect(cases).toHaveLength(21));

test.each(cases.map((c) => [`${c.model} from ${c.trainable[0]}, BatchNorm ${c.bn}, ${c.optimizer}`, c] as const))(
  'five steps of %s equal PyTorch in float64',
  (_title, c) => {
    const cut = cutNames[c.trainable[0]!]!;
    const plan = planNet(architectures.get(c.model)!);
    const tensors = generateWeights(tensorTable(plan, classes));
    const input = prefix(c.model, tensors, cut);
    const session = openTrainingSession({
      plan,
      cut,
      classes,
      batchNorm: c.bn,
      compute: 'float32',
      optimizer: c.optimizer,
      weightDecay: c.weight_decay,
      preprocessing: { imageSize: size, cropPct: 1, interpolation: 'bilinear', mean: [0, 0, 0], std: [1, 1, 1], channels: 'RGB' },
      normalisedInput: true,
    });
    session.restore(initialState(session.rows, tensors));
    const targets = new Float32Array(batch * classes).fill(c.label_smoothing / classes);
    for (let n = 0; n < batch; n++) targets[n * classes + n]! += 1 - c.label_smoothing;

    const losses: number[] = [];
    for (let step = 1; step <= steps; step++) losses.push(session.step(input, targets, batch, c.lr, step).loss);
    const logits = session.evaluate(input);
    const after = weightsOf(session.rows, session.read());
    session.close();

    const bound = (deviation: number) => Math.max(1e-5, 10 * deviation);
    for (const [i, loss] of losses.entries()) {
      expect(Math.abs(loss - c.losses[i]!) / Math.max(Math.abs(c.losses[i]!), 1e-6), `loss ${i}`).toBeLessThan(bound(c.float32_deviation.loss));
    }
    const expected = c.logits_after.flat();
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - logits[i]!))) / rms(expected);
    expect(worst, 'logits').toBeLessThan(bound(c.float32_deviation.logits_over_rms));
    const tensorBound = bound(Math.max(c.float32_deviation.loss, c.float32_deviation.logits_over_rms));
    for (const [name, golden] of Object.entries(c.tensors)) {
      expect(after.has(name), `${name} is in the trained part`).toBe(!golden.frozen);
      const { data } = after.get(name) ?? tensors.get(name)!;
      const scale = golden.abssum / data.length;
      const first = [...data.subarray(0, golden.first4.length)];
      if (golden.frozen) expect(first, `${name} is frozen`).toEqual(golden.first4);
      for (const [i, value] of first.entries()) expect(Math.abs(value - golden.first4[i]!) / scale, `${name}[${i}]`).toBeLessThan(tensorBound);
      const absolute = data.reduce((sum, value) => sum + Math.abs(value), 0);
      expect(Math.abs(absolute - golden.abssum) / golden.abssum, `sum |${name}|`).toBeLessThan(tensorBound);
      const total = data.reduce((sum, value) => sum + value, 0);
      expect(Math.abs(total - golden.sum) / golden.abssum, `sum ${name}`).toBeLessThan(tensorBound);
    }
  },
  240_000,
);
