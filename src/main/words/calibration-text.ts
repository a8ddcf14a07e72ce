import type { ReliabilityBin, RunCalibration } from '../../shared/calibration.ts';
import type { CalibratedSets } from '../../core/runs/use/answer-sets.ts';
import { counted, percent, significant } from '../terminal/units.ts';

/** What answer sets promise, and with what they were made. */
export function setsText({ method, level, images, coverage }: CalibratedSets): string {
  const band = images < 50 ? `, which is few: between ${percent(coverage.low)} and ${percent(coverage.high)}` : ` (between ${percent(coverage.low)} and ${percent(coverage.high)})`;
  return `Note: in about ${percent(level)} of new pictures like these the right class is among the answers${band} with ${counted(images, 'validation image')}; method ${method.toUpperCase()}.`;
}

/** Whether a run is as sure as it is right, in a few lines. */
export function calibrationText({ temperature, eceBefore, eceAfter, eceInterval, eceIntervalBefore, eceIfCalibrated, images, bins, fit }: RunCalibration): string {
  const [low, high] = eceInterval;
  const isWithin = eceAfter <= eceIfCalibrated;
  const changed = temperature === 1 ? '' : `, ${percent(eceBefore)} (${percent(eceIntervalBefore[0])} to ${percent(eceIntervalBefore[1])}) without its temperature`;
  return [
    ...(bins.length > 0 ? [surestSentence(bins)] : []),
    `Calibration error (ECE, 15 bins) ${percent(eceAfter)} (${percent(low)} to ${percent(high)})${changed}, on ${counted(images, 'image')}; ` +
      `a perfectly calibrated model would show up to ${percent(eceIfCalibrated)} here, so this one is ${isWithin ? 'not told from it' : 'further off'}.`,
    fitSentence(temperature, fit),
  ].join('\n');
}

function surestSentence(bins: readonly ReliabilityBin[]): string {
  const { n, confidence, accuracy } = bins.reduce((most, bin) => (bin.n >= most.n ? bin : most));
  return `When it says ${percent(confidence)}, it is right ${percent(accuracy)} of the time (${counted(n, 'image')}).`;
}

function fitSentence(temperature: number, fit: RunCalibration['fit']): string {
  if (fit === null) return 'Its probabilities are as the network gives them (temperature 1): the run is of a version before calibration.';
  const on = `fitted on ${counted(fit.images, 'validation image')}`;
  if (temperature !== 1) return `Its logits are divided by the temperature ${significant(temperature)}, ${on}.`;
  if (fit.where !== 'inside') return `Its probabilities are as the network gives them (temperature 1): ${counted(fit.images, 'validation image')} do not tell a better one.`;
  return `Its probabilities are as the network gives them (temperature 1): ${significant(fit.fitted)}, ${on}, did not prove better on held-out folds.`;
}
