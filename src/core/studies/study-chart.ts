import type { StudyChart } from '../../shared/study-result.ts';
import type { StudySpec } from '../../shared/study-spec.ts';
import { studyPresets } from './presets/study-presets.ts';

/** What answers the question of a study: as its preset says, else a curve where one number varies, and bars. Pure. */
export function studyChart({ preset, vary }: Pick<StudySpec, 'preset' | 'vary'>): StudyChart {
  const chart = studyPresets.find(({ id }) => id === preset)?.chart;
  const isNumber = vary.length === 1 && vary[0]!.values.length > 1 && vary[0]!.values.every((value) => typeof value === 'number');
  // A curve goes over one number, whatever was made of the preset.
  if (chart === undefined || chart === 'curve') return isNumber ? 'curve' : 'bars';
  return chart;
}
