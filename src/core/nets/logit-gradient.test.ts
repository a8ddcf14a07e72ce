import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tinyNet } from '../../../test/tiny-nets.ts';
import { generateWeights } from '../../../test/rxg1.ts';
import { logitGradient } from './logit-gradient.ts';
import { planNet } from './plan/net-plan.ts';
import { tensorTable } from './plan/tensor-table.ts';

const classes = 3;

test('behind a hidden layer it is how the logit changes with each feature', () => {
  const net = planNet(tinyNet({ head: { kind: 'mlp', hidden: 7, dropout: 0.5 } }));
  const tensors = generateWeights(tensorTable(net, classes));
  const [w1, b1, w2, b2] = ['fc.0.weight', 'fc.0.bias', 'fc.3.weight', 'fc.3.bias'].map((name) => tensors.get(name)!.data);
  const logit = (x: readonly number[], c: number) =>
    b2![c]! +
    Array.from({ length: 7 }, (_, h) => Math.max(0, b1![h]! + x.reduce((sum, v, f) => sum + v * w1![h * net.features + f]!, 0)) * w2![c * 7 + h]!).reduce((a, b) => a + b);
  const gradient = logitGradient(net, tensors);
  expect(gradient.method).toBe('gradient');
  const features = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: net.features, maxLength: net.features });
  let kinks = 0;
  fc.assert(
    fc.property(features, fc.integer({ min: 0, max: classes - 1 }), (x, c) => {
      const given = gradient.of(x, c);
      for (const f of x.keys()) {
        const moved = (step: number) => logit(x.with(f, x[f]! + step), c);
        const [up, down] = [(moved(1e-5) - moved(0)) / 1e-5, (moved(0) - moved(-1e-5)) / 1e-5];
        // A value of the hidden layer passes 0 here: there is no one gradient.
        if (Math.abs(up - down) > 1e-4) kinks += 1;
        else expect(given[f]).toBeCloseTo(up, 3);
      }
    }),
    { numRuns: 100 },
  );
  expect(kinks).toBeLessThan(16);
});

test('of a linear head it is the row of the class, whatever the picture', () => {
  const net = planNet(tinyNet());
  const tensors = generateWeights(tensorTable(net, classes));
  const gradient = logitGradient(net, tensors);
  expect(gradient.method).toBe('exact');
  expect([...gradient.of([], 2)]).toEqual([...tensors.get('fc.weight')!.data.subarray(2 * net.features)]);
});
