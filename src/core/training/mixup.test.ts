import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedModel } from '../../../test/generated-model.ts';
import { mixShare, mixTargets, mostlyLabels } from './mixup.ts';
import { seededRandom } from './seeded-random.ts';
import { buildTargets } from './targets.ts';
import { initialState, openTrainingSession } from './training-session.ts';

const ones = (classes: number) => new Float64Array(classes).fill(1);

// torchvision's v2.MixUp (partner: the one before, roll by 1) and torch's cross-entropy with soft targets.
const golden = (JSON.parse(readFileSync(new URL('../../../test/golden/recipes.json', import.meta.url), 'utf8')) as {
  mixup: { labels: number[]; classes: number; lambda: number; torchvision: { targets: number[][] }; loss: { logits: number[][]; value: number } };
}).mixup;

test('targets are mixed as torchvision mixes them, and so is the loss of them', () => {
  const { labels, classes, lambda, torchvision, loss: expected } = golden;
  const { values, weight } = mixTargets(buildTargets(labels, classes, 0, ones(classes)), classes, lambda);
  for (const [i, value] of torchvision.targets.flat().entries()) expect(values[i]).toBeCloseTo(value, 6);
  expect(weight).toBe(labels.length);
  const loss = expected.logits.flatMap((row, n) => {
    const log = Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0));
    return row.map((z, c) => -values[n * classes + c]! * (z - log));
  });
  expect(loss.reduce((a, b) => a + b) / weight).toBeCloseTo(expected.value, 6);
});

test('smoothing comes before mixing, weights of classes are mixed with their rows, and a share of 1 changes nothing', () => {
  const smoothed = buildTargets([0, 1], 3, 0.1, ones(3));
  expect(mixTargets(smoothed, 3, 1)).toEqual(smoothed);
  const mixed = mixTargets(buildTargets([0, 1], 3, 0.1, Float64Array.of(2, 1, 1)), 3, 0.75);
  expect(mixed.weight).toBe(3);
  expect(mixed.values[0]).toBeCloseTo(0.75 * 2 * (0.9 + 0.1 / 3) + 0.25 * 2 * (0.1 / 3), 6);
  expect(mostlyLabels([4, 5, 6], 0.4)).toEqual([6, 4, 5]);
  expect(mostlyLabels([4, 5, 6], 0.5)).toEqual([4, 5, 6]);
});

// Mean and variance of Beta(a, a): 1/2 and 1 / (4 (2a + 1)); five standard errors of 4,000 draws.
test.each([0.05, 0.2, 1, 4])('the share is a draw from Beta(%f, itself), the same for the same seed and step', (alpha) => {
  const shares = Array.from({ length: 4000 }, (_, step) => mixShare(alpha, 7, step));
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  const mean = shares.reduce((a, b) => a + b) / shares.length;
  const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
  const expected = 1 / (4 * (2 * alpha + 1));
  expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(expected / 4000));
  expect(Math.abs(variance / expected - 1)).toBeLessThan(0.15);
  expect(mixShare(alpha, 7, 11)).toBe(shares[11]);
  expect(mixShare(alpha, 8, 11)).not.toBe(shares[11]);
  expect(mixShare(0, 7, 11)).toBe(1);
});

test.each([
  ['head', 'float32'],
  ['stem', 'float32'],
  ['stage4', 'bfloat16'],
] as const)('a step at %s in %s that mixes learns what one from rows mixed before learns', (cut, compute) => {
  const { net, tensors, preprocessing } = generatedModel('resnet18', ['a', 'b']);
  const common = { plan: net, cut, classes: 2, batchNorm: 'eval', compute, optimizer: 'sgd', weightDecay: 0, preprocessing: { ...preprocessing, imageSize: 32 }, normalisedInput: cut === 'stem' } as const;
  const random = seededRandom(1);
  const shape = { head: [512], stem: [32, 32, 3], stage4: [2, 2, 128] }[cut];
  const size = shape.reduce((a, b) => a * b);
  // Of bfloat16 two travel in an int32; whole numbers below 128 and halves of them are exact there.
  const rows = [0, 1].map(() => Array.from({ length: compute === 'bfloat16' ? 2 * size : size }, () => 2 * Math.floor(random() * 16)));
  const mixed = [rows[0]!.map((value, i) => (value + rows[1]![i]!) / 2), rows[1]!.map((value, i) => (value + rows[0]![i]!) / 2)];
  const feed = (values: number[][]) => {
    const floats = Float32Array.from(values.flat());
    const words = new Uint32Array(floats.buffer);
    const pairs = Int32Array.from({ length: words.length / 2 }, (_, i) => (words[2 * i + 1]! & 0xffff0000) | (words[2 * i]! >>> 16));
    return { shape: [2, ...shape], values: compute === 'bfloat16' ? pairs : floats };
  };
  const targets = buildTargets([0, 1], 2, 0.1, ones(2));
  const stepOf = (mixes: boolean, input: ReturnType<typeof feed>) => {
    const session = openTrainingSession({ ...common, mixes });
    session.restore(initialState(session.rows, tensors));
    const half = mixTargets(targets, 2, 0.5);
    const { loss } = session.step(input, half.values, half.weight, 1e-3, 1, { mixShare: 0.5 });
    const state = session.read();
    session.close();
    return { loss, state };
  };
  const [mixing, before] = [stepOf(true, feed(rows)), stepOf(false, feed(mixed))];
  expect(Number.isFinite(mixing.loss)).toBe(true);
  // Sums of bfloat16 come out in another order where another operation stands before them.
  const bound = compute === 'bfloat16' ? 1e-2 : 1e-6;
  expect(Math.abs(mixing.loss - before.loss)).toBeLessThan(bound);
  for (const [name, { data }] of before.state) {
    if (name.startsWith('slot/')) continue;
    const other = mixing.state.get(name)!.data;
    expect(data.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0), name).toBeLessThan(bound);
  }
});
