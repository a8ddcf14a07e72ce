import type { ReliabilityBin, RunCalibration } from '../../shared/calibration.ts';
import type { CalibratedSets } from '../../core/runs/use/answer-sets.ts';
import { counted, noIntervalOf, percent, significant } from '../terminal/units.ts';

/** What answer sets promise, and with what they were made. */
export function setsText({ method, level, images, independentGroups: groups, coverage }: CalibratedSets): string {
  if (coverage === null) {
    return `Note: in about ${percent(level)} of new pictures like these of a new group the right class is among the answers, each group counting alike; how far it may lie from that is not known exactly for groups. Counted: ${imagesOf(images, groups, 'validation picture')}; method ${method.toUpperCase()}.`;
  }
  const band = images < 50 ? `, which is few: between ${percent(coverage.low)} and ${percent(coverage.high)}` : ` (between ${percent(coverage.low)} and ${percent(coverage.high)})`;
  return `Note: in about ${percent(level)} of new pictures like these the right class is among the answers${band} with ${counted(images, 'validation picture')}; method ${method.toUpperCase()}.`;
}

/** Whether a run is as sure as it is right, in a few lines. */
export function calibrationText({ temperature, eceBefore, eceAfter, eceInterval, eceIntervalBefore, eceIfCalibrated, images, independentGroups: groups, bins, fit }: RunCalibration): string {
  const range = (interval: RunCalibration['eceInterval']): string => (interval ? ` (${percent(interval[0])} to ${percent(interval[1])})` : '');
  const changed = temperature === 1 ? '' : `, ${percent(eceBefore)}${range(eceIntervalBefore)} without its temperature`;
  const than = eceInterval === null ? `whether it is further off than a calibrated model cannot be told: ${noIntervalOf(groups)}` : ideal(eceIfCalibrated, groups !== null, eceAfter <= eceIfCalibrated);
  return [
    ...(bins.length > 0 ? [surestSentence(bins)] : []),
    `Calibration error (ECE, 15 bins) ${percent(eceAfter)}${range(eceInterval)}${changed}, on ${imagesOf(images, groups)}; ${than}.`,
    fitSentence(temperature, fit),
  ].join('\n');
}

const imagesOf = (images: number, groups: number | null | undefined, one = 'picture'): string =>
  `${counted(images, one)}${typeof groups === 'number' ? ` of ${counted(groups, 'independent group')}` : ''}`;

const ideal = (most: number, isOfGroups: boolean, isWithin: boolean): string =>
  `a perfectly calibrated model${isOfGroups ? ', right or wrong by whole groups,' : ''} would show up to ${percent(most)} here, so this one is ${isWithin ? 'not told from it' : 'further off'}`;

function surestSentence(bins: readonly ReliabilityBin[]): string {
  const { n, confidence, accuracy } = bins.reduce((most, bin) => (bin.n >= most.n ? bin : most));
  return `When it says ${percent(confidence)}, it is right ${percent(accuracy)} of the time (${counted(n, 'picture')}).`;
}

function fitSentence(temperature: number, fit: RunCalibration['fit']): string {
  if (fit === null) return 'Its probabilities are as the network gives them (temperature 1): the run is of a version before calibration.';
  const images = imagesOf(fit.images, fit.independentGroups, 'validation picture');
  const on = `fitted on ${images}`;
  if (temperature !== 1) return `Its logits are divided by the temperature ${significant(temperature)}, ${on}.`;
  if (fit.where !== 'inside') return `Its probabilities are as the network gives them (temperature 1): ${images} do not tell a better one.`;
  return `Its probabilities are as the network gives them (temperature 1): ${significant(fit.fitted)}, ${on}, did not prove better on held-out folds.`;
}
