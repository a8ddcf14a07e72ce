import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { metricsSchema } from '../../shared/metrics.ts';
import { classificationMetrics } from './classification-metrics.ts';
import { softmaxRows } from './softmax.ts';

/** Probabilities that make `predicted` the argmax of every row, 0.6 and the rest shared. */
function certain(predicted: readonly number[], classCount: number): Float64Array {
  const probabilities = new Float64Array(predicted.length * classCount).fill(0.4 / (classCount - 1));
  predicted.forEach((c, row) => (probabilities[row * classCount + c] = 0.6));
  return probabilities;
}

test('a table computed by hand', () => {
  // true a a a a b b c, predicted a a a b b a c
  const metrics = classificationMetrics(certain([0, 0, 0, 1, 1, 0, 2], 3), [0, 0, 0, 0, 1, 1, 2], ['a', 'b', 'c']);
  expect(metrics.confusion).toEqual([
    [3, 1, 0],
    [1, 1, 0],
    [0, 0, 1],
  ]);
  expect(metrics.perClass).toEqual([
    { name: 'a', precision: 3 / 4, recall: 3 / 4, f1: 6 / 8, support: 4 },
    { name: 'b', precision: 1 / 2, recall: 1 / 2, f1: 2 / 4, support: 2 },
    { name: 'c', precision: 1, recall: 1, f1: 1, support: 1 },
  ]);
  expect(metrics.correct).toBe(5);
  expect(metrics.accuracy).toBe(5 / 7);
  expect(metrics.macroF1).toBe(0.75);
  expect(metrics.logLoss).toBeCloseTo(-(5 * Math.log(0.6) + 2 * Math.log(0.2)) / 7, 14);
  expect(metricsSchema.parse(metrics)).toEqual(metrics);
});

test('equals scikit-learn where a class has no pictures and another is never predicted', () => {
  // scikit-learn 1.9.1, numpy; C = 5, i = arange(40), y = (7i + 3) % 11 % 4,
  // logits[i][c] = ((37i + 101c + (ic % 13)·17) % 97) / 16 + 1.5·(c == y[i]), minus 100 for c = 3; p = softmax:
  // confusion_matrix, f1_score(average='macro', zero_division=0), precision_recall_fscore_support, log_loss
  const labels = Array.from({ length: 40 }, (_, i) => ((7 * i + 3) % 11) % 4);
  const logits = labels.flatMap((label, i) =>
    Array.from({ length: 5 }, (_, c) => {
      const base = ((37 * i + 101 * c + ((i * c) % 13) * 17) % 97) / 16;
      return base + (c === label ? 1.5 : 0) - (c === 3 ? 100 : 0);
    }),
  );
  const metrics = classificationMetrics(softmaxRows(logits, 5), labels, ['a', 'b', 'c', 'd', 'e']);
  expect(metrics.confusion).toEqual([
    [4, 3, 2, 0, 0],
    [3, 7, 2, 0, 0],
    [4, 2, 6, 0, 0],
    [2, 1, 3, 0, 1],
    [0, 0, 0, 0, 0],
  ]);
  expect(metrics.accuracy).toBe(0.425);
  expect(metrics.macroF1).toBeCloseTo(0.28072727272727277, 14);
  expect(metrics.logLoss).toBeCloseTo(7.362569712663344, 12);
  const column = (key: 'precision' | 'recall' | 'f1' | 'support') => metrics.perClass.map((one) => one[key]);
  const close = (values: number[]) => values.map((value) => expect.closeTo(value, 14));
  expect(column('precision')).toEqual(close([0.3076923076923077, 0.5384615384615384, 0.46153846153846156, 0, 0]));
  expect(column('recall')).toEqual(close([0.4444444444444444, 0.5833333333333334, 0.5, 0, 0]));
  expect(column('f1')).toEqual(close([0.36363636363636365, 0.56, 0.48, 0, 0]));
  expect(column('support')).toEqual([9, 12, 12, 7, 0]);
});

test('a class neither true nor predicted does not lower macro F1', () => {
  // scikit-learn 1.9.1: f1_score([0,0,1,1,1,3], [0,1,1,1,3,0], average='macro', zero_division=0)
  const metrics = classificationMetrics(certain([0, 1, 1, 1, 3, 0], 4), [0, 0, 1, 1, 1, 3], ['a', 'b', 'c', 'd']);
  expect(metrics.macroF1).toBeCloseTo(0.38888888888888884, 14);
  expect(metrics.perClass[2]).toEqual({ name: 'c', precision: 0, recall: 0, f1: 0, support: 0 });
});

test('one picture that is certain and wrong costs 36.04 nats, not infinity', () => {
  const metrics = classificationMetrics([1, 0], [1], ['a', 'b']);
  expect(metrics.logLoss).toBeCloseTo(52 * Math.LN2, 12);
});

test('no pictures, shapes that do not fit, unknown labels and NaN are errors that say which', () => {
  expect(() => classificationMetrics([], [], ['a', 'b'])).toThrow('no pictures');
  expect(() => classificationMetrics([1, 0, 1], [0], ['a', 'b'])).toThrow('3 probabilities do not fit 1 pictures of 2');
  expect(() => classificationMetrics([1, 0], [2], ['a', 'b'])).toThrow('image 0 has label 2');
  expect(() => classificationMetrics([1, 0, 0, Number.NaN], [0, 0], ['a', 'b'])).toThrow('image 1, class 1 is NaN');
});

const cases = fc.integer({ min: 2, max: 7 }).chain((classCount) =>
  fc.integer({ min: 1, max: 60 }).chain((images) =>
    fc.record({
      classCount: fc.constant(classCount),
      labels: fc.array(fc.nat(classCount - 1), { minLength: images, maxLength: images }),
      logits: fc.array(fc.double({ min: -60, max: 60, noNaN: true }), {
        minLength: images * classCount,
        maxLength: images * classCount,
      }),
    }),
  ),
);

test('confusion sums to pictures, rows to support; accuracy is the support-weighted recall', () => {
  fc.assert(
    fc.property(cases, ({ classCount, labels, logits }) => {
      const classes = Array.from({ length: classCount }, (_, c) => `class ${c}`);
      const metrics = classificationMetrics(softmaxRows(logits, classCount), labels, classes);
      expect(metrics.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(labels.length);
      metrics.perClass.forEach((one, c) => {
        expect(one.support).toBe(labels.filter((label) => label === c).length);
        expect(metrics.confusion[c]!.reduce((sum, count) => sum + count, 0)).toBe(one.support);
        if (one.precision + one.recall > 0) {
          expect(one.f1).toBeCloseTo((2 * one.precision * one.recall) / (one.precision + one.recall), 12);
        }
      });
      const weighted = metrics.perClass.reduce((sum, one) => sum + one.recall * one.support, 0) / labels.length;
      expect(metrics.accuracy).toBeCloseTo(weighted, 12);
      expect(metricsSchema.parse(metrics)).toEqual(metrics);
    }),
  );
});

test('the order of the pictures changes nothing', () => {
  fc.assert(
    fc.property(cases, ({ classCount, labels, logits }) => {
      const classes = Array.from({ length: classCount }, (_, c) => `class ${c}`);
      const reversedLogits = labels.flatMap((_, i) => {
        const row = labels.length - 1 - i;
        return logits.slice(row * classCount, (row + 1) * classCount);
      });
      const forward = classificationMetrics(softmaxRows(logits, classCount), labels, classes);
      const backward = classificationMetrics(softmaxRows(reversedLogits, classCount), labels.toReversed(), classes);
      expect({ ...backward, logLoss: 0 }).toEqual({ ...forward, logLoss: 0 });
      expect(backward.logLoss).toBeCloseTo(forward.logLoss, 12);
    }),
  );
});
