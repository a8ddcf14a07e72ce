import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio } from '../../../test/small-studio.ts';
import type { SmallStudio } from '../../../test/small-studio.ts';
import { embeddedBackbone } from '../nets/catalogue.ts';
import { studySpecSchema } from '../../shared/study-spec.ts';
import { changedStudy, presetSpec } from './preset-spec.ts';
import type { StudyChanges } from './preset-spec.ts';
import { studyPreset } from './presets/study-presets.ts';
import { planStudy } from './plan-study.ts';

let small: SmallStudio;
beforeAll(async () => {
  small = await openSmallStudio([8, 8]);
});
afterAll(() => small.close());
const spec = (id: string, changes?: StudyChanges) => presetSpec(small.studio, studyPreset(id), small.dataset.dataset.id, changes);

test('the freeze sweep cuts at every stage of its backbone, from the head to the whole network, or where it is asked to', async () => {
  const whole = await spec('freeze-depth');
  expect(whole.vary).toEqual([{ field: 'freeze', values: ['head', 'until:stage4', 'until:stage3', 'until:stage2', 'until:stage1', 'none'] }]);
  const asked = await spec('freeze-depth', { vary: [{ field: 'freeze', values: ['head', 'none'] }, { field: 'learningRate', values: [0.1] }], repeats: { folds: 4 }, budgetSeconds: 60, base: { seed: 3 } });
  expect(asked).toMatchObject({ vary: [{ field: 'freeze', values: ['head', 'none'] }, { field: 'learningRate', values: [0.1] }], repeats: { folds: 4 }, budget: { seconds: 60 }, base: { seed: 3 }, preset: 'freeze-depth' });
});

test('backbones are those on this computer; what a person gives goes before what a preset says', async () => {
  expect((await spec('backbones')).vary[0]!.values).toContain(embeddedBackbone.id);
  expect((await spec('backbones', { base: { freeze: 'none' } })).base).toEqual({ freeze: 'none' });
});

test('a study keeps what a change leaves out', () => {
  const mine = studySpecSchema.parse({ title: 'Mine', dataset: 'leaves', base: { epochs: 2 }, vary: [{ field: 'seed', values: [1, 2] }] });
  expect(changedStudy(mine, {})).toEqual(mine);
});

test('what the program would choose anew for each trial is chosen once', async () => {
  const base = { imageSize: 32, precision: 'float32', threads: 1, cacheSizeBytes: 1e8 } as const;
  const shares = studySpecSchema.parse({ title: 'Shares', dataset: small.dataset.dataset.id, base, vary: [{ field: 'trainShare', values: [0.125, 1] }] });
  const planned = await planStudy(small.studio, small.dataset, shares);
  expect(planned.spec.base).toMatchObject({ backbone: embeddedBackbone.id, freeze: 'head' });
  expect(new Set(planned.trials.map((trial) => trial.planned.plan.freeze))).toEqual(new Set(['head']));
  expect(planned.trials.find(({ cell }) => cell['trainShare'] === 0.125)!.part).toEqual({ trainShare: 0.125, fold: null, seed: 0 });
  const cuts = await spec('freeze-depth', { base, vary: [{ field: 'freeze', values: ['head', 'until:stage6'] }] });
  await expect(planStudy(small.studio, small.dataset, cuts)).rejects.toMatchObject({ code: 'bad-usage', field: 'freeze', message: expect.stringContaining('stage6') });
});
