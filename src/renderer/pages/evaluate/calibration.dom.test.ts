import { expect, test } from 'vitest';
import type { RunCalibration } from '../../../shared/calibration.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import { screen, settled, show } from '../../testing/show.ts';
import CalibrationTab from './CalibrationTab.vue';

const bins = [
  { low: 8 / 15, high: 9 / 15, n: 4, confidence: 0.55, accuracy: 0.5 },
  { low: 10 / 15, high: 11 / 15, n: 10, confidence: 0.7, accuracy: 0.7 },
  { low: 13 / 15, high: 14 / 15, n: 20, confidence: 0.9, accuracy: 0.84 },
];
const calibration: RunCalibration = {
  temperature: 1.8,
  eceBefore: 0.12,
  eceAfter: 0.058,
  eceInterval: [0.04, 0.16],
  eceIntervalBefore: [0.09, 0.21],
  eceIfCalibrated: 0.19,
  images: 34,
  independentGroups: null,
  bins,
  binsBefore: bins,
  split: 'test',
  fit: { temperature: 1.8, fitted: 1.8, where: 'inside', gain: 0.2, standardError: 0.05, images: 30 },
};
const text = () => document.body.textContent.replaceAll(/\s+/g, ' ');

test('how sure it is and how often it is right: a sentence, the temperature, and the same as a table', async () => {
  fakeProgram({ evaluations: { calibration: () => calibration } });
  await show(CalibrationTab, { run: 7 });
  await settled();
  expect(text()).toContain('When it says 90%, it is right 84% of the time (20 pictures).');
  expect(text()).toContain('1.80');
  expect(text()).toContain('as sure as it may be');
  expect(text()).toContain('without the temperature');
  screen().getByRole('button', { name: 'Show as table' }).click();
  await settled();
  expect(screen().getAllByRole('row')).toHaveLength(3);
});

test('a run of before calibration says so, and one further off than chance is told', async () => {
  fakeProgram({ evaluations: { calibration: () => ({ ...calibration, temperature: 1, fit: null, eceAfter: 0.3, split: 'val' }) } });
  await show(CalibrationTab, { run: 7 });
  await settled();
  expect(text()).toContain('older than calibration');
  expect(text()).toContain('this one is further off');
  expect(text()).not.toContain('without the temperature');
});

test('where no temperature was worth keeping, the pictures it was tried on judge as any others', async () => {
  fakeProgram({ evaluations: { calibration: () => ({ ...calibration, temperature: 1, split: 'val' }) } });
  await show(CalibrationTab, { run: 7 });
  await settled();
  expect(text()).toContain('did not prove that another one is better');
  expect(text()).not.toContain('on which the temperature was fitted');
});

test('of pictures in groups the gap is counted in groups, and of too few of them nothing is said', async () => {
  const grouped = { ...calibration, independentGroups: 12, fit: { ...calibration.fit!, independentGroups: 9 } };
  fakeProgram({ evaluations: { calibration: () => grouped } });
  await show(CalibrationTab, { run: 7 });
  await settled();
  expect(text()).toContain('would show a gap of up to 19.0% on 34 pictures of 12 independent groups');
  expect(text()).toContain('from 12 independent groups');
  expect(text()).toContain('fitted on 30 pictures of 9 independent groups of the validation side');
});

test('of three groups there is no range', async () => {
  fakeProgram({ evaluations: { calibration: () => ({ ...calibration, eceInterval: null, eceIntervalBefore: null, independentGroups: 3 }) } });
  await show(CalibrationTab, { run: 7 });
  await settled();
  expect(text()).toContain('34 pictures of 3 independent groups are too few to say whether it is as sure as it is right.');
  expect(text()).toContain('only 3 independent groups: a range takes 5');
});
