import type { ClassMetrics, Metrics } from '../../shared/metrics.ts';
import { StudioError } from '../errors.ts';
import { accuracyInterval, type TogetherKeys } from './accuracy-interval.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { logLoss } from './log-loss.ts';
import { top1 } from './top-k.ts';

/**
 * Everything reported about predictions on labelled images.
 *
 * `probabilities` is [n, classes.length] row by row, `labels` [n] indices into `classes`, n >= 1.
 * Precision, recall and F1 are 0 where their denominator is 0 (scikit-learn's `zero_division=0`). Macro F1 is the
 * plain mean of F1 over the classes that occur among the true or the predicted labels (scikit-learn's default):
 * a class that is neither in these images nor ever predicted says nothing and does not count.
 * @param together which of the images belong together; null: none of them
 */
export function classificationMetrics(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: readonly string[],
  together: TogetherKeys | null = null,
): Metrics {
  const images = labels.length;
  if (images === 0) {
    throw new StudioError('bad-data-set', 'there are no pictures to evaluate', {
      values: { kind: 'nothing-to-evaluate' },
      hint: 'Give a folder with labelled pictures, or split the data set so that validation is not empty.',
    });
  }
  if (probabilities.length !== images * classes.length) {
    throw new StudioError(
      'internal',
      `${probabilities.length} probabilities do not fit ${images} pictures of ${classes.length} classes`,
    );
  }
  const predicted = Array.from({ length: images }, (_, row) => top1(probabilities, classes.length, row));
  const confusion = confusionMatrix(labels, predicted, classes.length);
  const perClass = classes.map((name, c) => classMetrics(name, confusion, c));
  const occurring = perClass.filter((one, c) => one.support > 0 || columnSum(confusion, c) > 0);
  const correct = confusion.reduce((sum, row, c) => sum + row[c]!, 0);
  return {
    accuracy: correct / images,
    ...accuracyInterval(predicted.map((said, row) => said === labels[row]), together),
    correct,
    images,
    macroF1: occurring.reduce((sum, one) => sum + one.f1, 0) / occurring.length,
    logLoss: logLoss(probabilities, labels, classes.length),
    perClass,
    confusion,
  };
}

function classMetrics(name: string, confusion: readonly (readonly number[])[], c: number): ClassMetrics {
  const hits = confusion[c]![c]!;
  const support = confusion[c]!.reduce((sum, count) => sum + count, 0);
  const predictions = columnSum(confusion, c);
  return {
    name,
    precision: ratio(hits, predictions),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, support + predictions),
    support,
  };
}

function columnSum(confusion: readonly (readonly number[])[], column: number): number {
  return confusion.reduce((sum, row) => sum + row[column]!, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
