import { expect, test } from 'vitest';
import { buildTargets, classWeights } from './targets.ts';

const logits = [
  [1.5, -0.5, 0.25],
  [0, 2, -1],
  [-0.75, 0.5, 0.125],
  [3, -2, 1],
];
const labels = [0, 2, 1, 2];

/**
 * PyTorch 2.13 in float64:
 *   torch.nn.CrossEntropyLoss(weight=weight, label_smoothing=smoothing)(torch.tensor(logits), torch.tensor(labels)).item()
 */
const pytorch: [weights: number[], smoothing: number, loss: number][] = [
  [[1, 1, 1], 0, 1.5836501835859842],
  [[1, 1, 1], 0.1, 1.5992751835859844],
  [[1, 1, 1], 0.3, 1.6305251835859842],
  [[0.5, 2, 1.25], 0, 1.6328510466041557],
  [[0.5, 2, 1.25], 0.1, 1.6623059603023385],
  [[0.5, 2, 1.25], 0.3, 1.7212157876987044],
];

const logSoftmax = (row: readonly number[]) => {
  const total = Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0));
  return row.map((value) => value - total);
};

test.each(pytorch)(
  'weights %j and smoothing %f give the loss of torch.nn.CrossEntropyLoss',
  (weights, smoothing, loss) => {
    const { values, weight } = buildTargets(labels, 3, smoothing, Float64Array.from(weights));
    const summed = logits.flatMap(logSoftmax).reduce((sum, value, i) => sum - value * values[i]!, 0);
    // The target rows are float32.
    expect(summed / weight).toBeCloseTo(loss, 6);
  },
);

test("balanced weights are scikit-learn's", () => {
  // sklearn 1.x: compute_class_weight('balanced', classes=[0, 1, 2], y=[0,0,0,1,2,2,2,2,2])
  expect([...classWeights('balanced', [0, 0, 0, 1, 2, 2, 2, 2, 2], 3)]).toEqual([1, 3, 0.6]);
});

test('without weights every class counts 1; a class without pictures weighs nothing when balanced', () => {
  expect([...classWeights('none', [0, 0, 1], 3)]).toEqual([1, 1, 1]);
  expect([...classWeights('balanced', [0, 0, 1], 3)]).toEqual([0.5, 1, 0]);
});
