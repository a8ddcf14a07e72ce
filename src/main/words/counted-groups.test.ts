import { expect, test } from 'vitest';
import type { RunCalibration } from '../../shared/calibration.ts';
import { calibrationText, setsText } from './calibration-text.ts';
import { consistencyText } from './consistency-text.ts';
import { familiarityRuleText } from './familiarity-text.ts';
import { forecastText } from './forecast-text.ts';
import { nextBenefitText } from './next-text.ts';
import { stressText } from './stress-text.ts';

const calibration: RunCalibration = {
  temperature: 1,
  eceBefore: 0.1,
  eceAfter: 0.1,
  eceInterval: [0.05, 0.3],
  eceIntervalBefore: [0.05, 0.3],
  eceIfCalibrated: 0.2,
  images: 60,
  independentGroups: 12,
  bins: [],
  binsBefore: [],
  split: 'val',
  fit: { temperature: 1, fitted: 0.8, where: 'inside', gain: 0.1, standardError: 0.2, images: 60, independentGroups: 12 },
};

test('calibration names its groups, and of too few says that it cannot tell', () => {
  expect(calibrationText(calibration)).toBe(
    [
      'Calibration error (ECE, 15 bins) 10.0 % (5.0 % to 30.0 %), on 60 pictures of 12 independent groups; a perfectly calibrated model, right or wrong by whole groups, would show up to 20.0 % here, so this one is not told from it.',
      'Its probabilities are as the network gives them (temperature 1): 0.8, fitted on 60 validation pictures of 12 independent groups, did not prove better on held-out folds.',
    ].join('\n'),
  );
  expect(calibrationText({ ...calibration, eceInterval: null, eceIntervalBefore: null, independentGroups: 3 })).toContain(
    'Calibration error (ECE, 15 bins) 10.0 %, on 60 pictures of 3 independent groups; whether it is further off than a calibrated model cannot be told: it takes 5 independent groups, here are 3.',
  );
});

test('answer sets and the alarm promise nothing of groups that is not known', () => {
  const rule = { method: 'lac', penalty: 0, free: 0, level: 0.9, threshold: 0.5, images: 60, independentGroups: 12, coverage: null } as const;
  expect(setsText(rule)).toBe(
    'Note: in about 90.0 % of new pictures like these of a new group the right class is among the answers, each group counting alike; how far it may lie from that is not known exactly for groups. Counted: 60 validation pictures of 12 independent groups; method LAC.',
  );
  const alarm = { threshold: null, falseAlarmRate: 0.05, band: null, images: 60, independentGroups: 12 };
  expect(familiarityRuleText(alarm)).toContain('needs validation pictures of at least 19 independent groups; those of the model are of 12.');
  expect(familiarityRuleText({ ...alarm, threshold: -1 })).toContain('Counted: 60 validation pictures of 12 independent groups.');
});

test('a forecast, own consistency, and what choosing gained say how many groups they stand on', () => {
  const forecast = { images: 300, labelled: 240, split: 'val', atc: 0.8, doc: 0.79, difference: 0.1, unfamiliar: null, leastFamiliar: [], skipped: [] } as const;
  const shown = forecastText({ ...forecast, expectedAccuracy: 0.8, low: 0.6, high: 0.9, refused: null, independentGroups: 12 });
  expect(shown).toContain('by 240 validation pictures of 12 independent groups. The new pictures are counted one by one');
  expect(forecastText({ ...forecast, expectedAccuracy: 0.8, low: 0.6, high: 0.9, refused: null, independentGroups: 12, newGroups: 15 })).toMatch(/^On these 300 pictures of 15 independent groups it is .* by 240 validation pictures of 12 independent groups\.\n/);
  expect(forecastText({ ...forecast, expectedAccuracy: null, low: null, high: null, refused: 'few-new-groups', independentGroups: null, newGroups: 3 })).toContain('needs new pictures of 5 independent groups; these are 300 pictures of 3 independent groups');
  expect(shown).toContain('How many of them are like nothing that it learned from cannot be told');
  expect(forecastText({ ...forecast, unfamiliar: 0.02, expectedAccuracy: 0.8, low: 0.6, high: 0.9, refused: null, independentGroups: 12 })).not.toContain('cannot be told');
  expect(forecastText({ ...forecast, expectedAccuracy: null, low: null, high: null, refused: 'few-groups', independentGroups: 3 })).toContain('needs labelled pictures of 5 independent groups; the run has 240 validation pictures of 3 independent groups');
  const own = { images: 30, agreed: 28, share: 28 / 30, low: 0.7, high: 0.99, independentGroups: 8, unsure: 0, lastAtMs: 0 };
  expect(consistencyText(own)).toContain('93 % (70 to 99 %, from 8 independent groups)');
  expect(consistencyText({ ...own, low: null, high: null, independentGroups: 2 })).toContain('93 % (no interval: it takes 5 independent groups, here are 2)');
  const benefit = { each: 10, base: 4, judged: 40, independentGroups: 4, chosen: { accuracy: 0.8, low: 0.5, high: 0.9 }, random: { accuracy: 0.5, low: null, high: null }, p: 0.3 };
  expect(nextBenefitText(benefit)).toContain('50.0 % (no interval: it takes 5 independent groups, here are 4), on 40 validation pictures: that is no difference that chance could not make (of 4 independent groups, p = 0.300).');
});

test('a stress card of too few groups has no intervals, and says why', () => {
  const level = (at: number, value: number | null) => ({ level: at, value, accuracy: 0.5, low: null, high: null, p: 1 });
  const text = stressText({ run: 1, images: 40, of: 40, independentGroups: 3, kinds: [{ kind: 'blur', levels: [level(0, null), level(1, 0.5)], breakPoints: [], augment: null }] }, String);
  expect(text).toContain('on 40 validation pictures, in 3 independent groups');
  expect(text).toContain('No intervals: it takes 5 independent groups, here are 3.');
  expect(text).toContain('whole groups change places');
});
