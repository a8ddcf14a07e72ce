import type { Receipt } from '../../shared/manifest.ts';
import { counted, percent } from '../terminal/units.ts';

/** What an export was compared with the run on, output by output. */
export function receiptText({ images, maxAbsDiff, top1Agreement, answerSetAgreement, familiarityMaxAbsDiff }: Receipt): string {
  const outputs = [
    `largest difference of a probability ${maxAbsDiff.toExponential(1)}`,
    `the same class on ${percent(top1Agreement)}`,
    ...(answerSetAgreement === undefined ? [] : [`the right answer set on ${percent(answerSetAgreement)}`]),
    ...(familiarityMaxAbsDiff === undefined ? [] : [`largest difference of a familiarity ${familiarityMaxAbsDiff.toExponential(1)}`]),
  ];
  return `Read back and compared on ${counted(images, 'validation picture')}: ${outputs.join(', ')}.`;
}
