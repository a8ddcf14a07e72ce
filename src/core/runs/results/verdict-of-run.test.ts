import { expect, onTestFinished, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import { setExcluded, setLabel } from '../../datasets/labels/labels.ts';
import { classificationMetrics } from '../../evaluation/classification-metrics.ts';
import { catalogue } from '../../nets/catalogue.ts';
import { catalogueNet } from '../../nets/named.ts';
import { saveEvaluation } from '../../store/predictions.ts';
import { createRun } from '../../store/runs.ts';
import type { Computer } from '../plan/recommended-backbones.ts';
import { nextBaseModel } from './better-base-model.ts';
import { deeperFreeze, verdictOfRun } from './verdict-of-run.ts';

const laptop: Computer = { memoryBytes: 16e9, gmacPerSecond: 80, gpu: false };

test('a verdict of stored answers: what looks wrong is named until it is seen to, pictures to learn from are counted', async () => {
  const { studio, dataset, close } = await openSmallStudio([80, 40, 80]);
  onTestFinished(close);
  const { db } = studio;
  const { id } = createRun(db, { datasetVersionId: dataset.version.id, backboneId: 'resnet18.graft_starter', spec: {} });
  expect(await verdictOfRun(studio, id, laptop)).toBeNull();

  const judged = dataset.images.filter(({ split }) => split === 'val');
  // Three pictures of class 1 are surely class 2 to it; all others are right.
  const odd = judged.filter(({ label }) => label === 1).slice(0, 3).map(({ id: image }) => image);
  const rows = judged.map((image) => {
    const predicted = odd.includes(image.id) ? 2 : image.label;
    const probabilities = Float32Array.from([0, 1, 2], (label) => (label === predicted ? 0.9 : 0.05));
    return { imageId: image.id, file: image.path, label: image.label, predicted, probabilities };
  });
  const metrics = classificationMetrics(Float32Array.from(rows.flatMap((row) => [...row.probabilities])), rows.map(({ label }) => label), dataset.classes);
  saveEvaluation(db, { runId: id, datasetVersionId: dataset.version.id, split: 'val', metrics }, rows);

  const suspects = async () => (await verdictOfRun(studio, id, laptop))!.helps.find(({ kind }) => kind === 'label-suspects');
  const verdict = (await verdictOfRun(studio, id, laptop))!;
  expect(verdict).toMatchObject({ split: 'val', images: 50, correct: 47, classes: 3, standing: 'better', largestClass: { label: 'class-0', accuracy: 0.4 } });
  expect(verdict.helps.find(({ kind }) => kind === 'weakest-class')).toMatchObject({ label: 'class-1', found: 7, images: 10, trainImages: 30, morePictures: 30 });
  expect(await suspects()).toMatchObject({ count: 3, isUnsure: false, gain: 0.06 });
  const named = (await suspects()) as { pictures: { image: number; label: string; likely: string }[] };
  expect(named.pictures.map(({ image }) => image).toSorted((a, b) => a - b)).toEqual(odd.toSorted((a, b) => a - b));
  expect(named.pictures[0]).toMatchObject({ label: 'class-1', likely: 'class-2' });
  setLabel(db, dataset.version.datasetId, [odd[0]!], 'class-2');
  setExcluded(db, dataset.version.datasetId, [odd[1]!], true);
  expect(await suspects()).toMatchObject({ count: 1, pictures: [{ image: odd[2] }] });
});

test('one stage deeper, and nothing where training began drawn or from the first stage on', () => {
  const plan = { net: catalogueNet('resnet18'), start: { from: 'weights', id: 'resnet18.graft_starter', sha256: null } } as const;
  const deeper = (freeze: string) => deeperFreeze({ ...plan, freeze })?.to ?? null;
  expect(['head', 'head-then:stage4', 'until:stage3', 'head-then:stage1', 'none', 'head-then:stage4.1'].map(deeper)).toEqual([
    'head-then:stage4',
    'head-then:stage3',
    'head-then:stage2',
    null,
    null,
    null,
  ]);
  expect(deeperFreeze({ ...plan, freeze: 'head', start: { from: 'drawn', init: 'he', seed: 0 } })).toBeNull();
  expect(deeperFreeze(null)).toBeNull();
});

test.each([
  ['resnet18.graft_starter', 'resnet50.a1_in1k'],
  ['resnet50.a1_in1k', 'resnet152.tv2_in1k'],
  ['resnet152.a1_in1k', null],
  ['one of my own', null],
  [null, 'resnet50.a1_in1k'],
])('the next base model after %s is %s', (current, next) => {
  const here = current ?? 'resnet18.graft_starter';
  const known = [...catalogue.values()].map((row) => ({
    ...row,
    net: catalogueNet(row.architecture),
    origin: row.hub ? ('catalogue' as const) : ('embedded' as const),
    onDisk: row.id === here,
  }));
  expect(nextBaseModel(current, known, laptop)?.id ?? null).toBe(next);
  // A computer that it does not fit gets none.
  expect(nextBaseModel(current, known, { ...laptop, memoryBytes: 1e9 })).toBeNull();
});
