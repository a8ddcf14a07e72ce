import type { RunCalibration } from '../../shared/calibration.ts';
import type { Words } from '../composables/use-words.ts';
import { groupsWords, inGroups } from './interval-words.ts';

/** Whether a run is as sure as it is right, how far the gap could be another one, what its temperature stands on, and what judges. */
export function calibrationWords(calibration: RunCalibration, words: Words): { gap: string; range: string; temperature: string; judgedBy: string } {
  const { t, format } = words;
  const { temperature, eceBefore, eceAfter, eceInterval, eceIntervalBefore, eceIfCalibrated, images, independentGroups: groups, fit, split } = calibration;
  const pictures = (n: number, of: number | null | undefined): string => inGroups(t('common.images', { n: format.count(n) }, n), of, words);
  const told = eceInterval === null ? 'fewGroups' : eceAfter <= eceIfCalibrated ? 'within' : 'beyond';
  const ends = ([low, high]: readonly [number, number]) => [format.percent(low), format.percent(high)] as const;
  const rangeOf = (own: [number, number], before: [number, number]): string => {
    const [[low, high], [beforeLow, beforeHigh]] = [ends(own), ends(before)];
    return t(temperature === 1 ? 'evaluate.sure.errorRange' : 'evaluate.sure.errorHint', { low, high, before: format.percent(eceBefore), beforeLow, beforeHigh });
  };
  const from = groupsWords(eceInterval, groups, words);
  return {
    gap: t(`evaluate.sure.${told}`, { most: format.percent(eceIfCalibrated), pictures: pictures(images, groups) }),
    range: [...(eceInterval && eceIntervalBefore ? [rangeOf(eceInterval, eceIntervalBefore)] : []), ...(from === null ? [] : [from])].join('; '),
    temperature: fit === null ? t('evaluate.sure.older') : t(temperature === 1 ? 'evaluate.sure.unchanged' : 'evaluate.sure.fitted', { pictures: pictures(fit.images, fit.independentGroups) }),
    judgedBy: t(`evaluate.sure.${split === 'test' ? 'onTest' : temperature === 1 ? 'onPlain' : 'onValidation'}`),
  };
}
