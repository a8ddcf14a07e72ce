import { expect, test } from 'vitest';
import { namedNets } from '../src/core/nets/named.ts';
import { isTrained } from '../src/core/nets/plan/cut-point.ts';
import { planNet } from '../src/core/nets/plan/net-plan.ts';
import type { TensorRow } from '../src/core/nets/plan/tensor-table.ts';
import { tensorTable } from '../src/core/nets/plan/tensor-table.ts';
import { tensorOf } from '../src/core/nets/folding.ts';
import { variableShape } from '../src/core/training/training-graph.ts';
import { initialState, openTrainingSession, weightsOf } from '../src/core/training/training-session.ts';
import { readGolden } from './forward-golden.ts';
import { generateWeights, seedOf, valueAt } from './rxg1.ts';
import { batch, classes, inputAtCut, preprocessing, smoothedTargets } from './train-case.ts';

interface Case {
  model: string;
  cut: string;
  batchNorm: 'eval' | 'train';
  labelSmoothing: number;
  images: string;
  loss: number;
  logits: number[];
  /** `gradient <parameter>` and `new <running statistic>`; how each is described: scripts/train-first-step.py */
  tensors: Record<string, { norm: number; probe: number; first4: number[] }>;
}

const { biasShift, cases }: { biasShift: number; cases: Case[] } = readGolden('train-first-step');

/** Largest error of a tensor's norm, probe and first values, over what a tensor of that norm has there. */
function distance(name: string, data: Float32Array, golden: Case['tensors'][string]): number {
  const seed = seedOf(`probe.${name}`);
  let squares = 0;
  let probe = 0;
  for (const [i, value] of data.entries()) {
    squares += value * value;
    probe += (value * valueAt(seed, i)) / 65535;
  }
  // A probe of uniform values in [-1, 1] has the expected size norm / sqrt(3); an error's probe likewise.
  const errors = [Math.abs(Math.sqrt(squares) - golden.norm), Math.abs(probe - golden.probe) * Math.sqrt(3)];
  for (const [i, value] of golden.first4.entries()) errors.push(Math.abs(data[i]! - value));
  return Math.max(...errors) / golden.norm;
}

/** Each case; and with stored statistics its first part alone: what stays as it is changes no gradient before it. */
const all = cases.flatMap((c) => (c.batchNorm === 'eval' ? [undefined, 'stage3', 'head'] : [undefined]).map((end) => [`${c.model} from ${c.cut}${end ? ` to ${end}` : ''}, BatchNorm ${c.batchNorm}`, c, end] as const));

test.each(all)(
  'loss, logits, gradients and statistics of the first step of %s equal PyTorch in float64',
  (_title, c, end) => {
    const plan = planNet(namedNets.get(c.model)!.spec);
    const tensors = generateWeights(tensorTable(plan, classes));
    for (const row of tensorTable(plan, classes)) {
      const { data } = tensorOf(tensors, row.name);
      if (row.role === 'norm-bias') for (const [i, value] of data.entries()) data[i] = value + biasShift * Math.sign(value);
    }
    const session = openTrainingSession({
      plan,
      cut: c.cut,
      end,
      rest: tensors,
      classes,
      batchNorm: c.batchNorm,
      compute: 'float32',
      optimizer: 'sgd',
      weightDecay: 0,
      preprocessing,
      normalisedInput: true,
    });
    session.restore(initialState(session.rows, tensors));
    const input = inputAtCut(c.model, tensors, c.cut, (n) => `${c.images}.${n}`);
    const { loss, logits } = session.step(input, smoothedTargets(c.labelSmoothing), batch, 1e-4, 1);
    const state = session.read();
    session.close();

    expect(Math.abs(loss / c.loss - 1), 'loss').toBeLessThan(1e-5);
    const scale = Math.sqrt(c.logits.reduce((sum, value) => sum + value * value, 0) / c.logits.length);
    expect(Math.max(...c.logits.map((value, i) => Math.abs(value - logits[i]!))) / scale, 'logits').toBeLessThan(2e-5);

    // Without decay the momentum after the first step is the gradient.
    const parameters = session.rows.filter((row) => !row.role.startsWith('running'));
    const momentum = (row: TensorRow) => tensorOf(state, `slot/momentum/${row.name}`).data;
    const slot = (row: TensorRow) => ({ shape: variableShape(row), data: momentum(row) });
    const gradients = weightsOf(parameters, new Map(parameters.map((row) => [row.name, slot(row)])));
    const statistics = c.batchNorm === 'train' ? session.rows.filter((row) => row.role.startsWith('running')) : [];
    const found = [...gradients.keys()].map((name) => `gradient ${name}`).concat(statistics.map((row) => `new ${row.name}`));
    const parts = new Map(tensorTable(plan, classes).map(({ name, part }) => [name, part]));
    const isLearned = (key: string) => isTrained(plan, parts.get(key.slice(key.indexOf(' ') + 1))!, { cut: c.cut, end });
    expect(found.toSorted()).toEqual(Object.keys(c.tensors).filter(isLearned).toSorted());

    const distances = found.map((key) => {
      const name = key.slice(key.indexOf(' ') + 1);
      const { data } = key.startsWith('new') ? tensorOf(state, name) : tensorOf(gradients, name);
      return [key, distance(name, data, c.tensors[key]!)] as const;
    });
    distances.sort((a, b) => a[1] - b[1]);
    expect(distances[distances.length >> 1]![1], 'median tensor').toBeLessThan(1e-5);
    const [worst, error] = distances.at(-1)!;
    expect(error, worst).toBeLessThan(5e-5);
  },
  120_000,
);
