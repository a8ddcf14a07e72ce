import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio, quick } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { tintedFolder } from '../../../../test/small-run.ts';
import { startRun } from '../../../../test/train-run.ts';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { runFolder } from '../../data-folder.ts';
import { planNet } from '../../nets/plan/net-plan.ts';
import { getRun } from '../../store/runs.ts';
import { loadModel } from '../../training/model-folder.ts';
import { keptRows, startingWeights } from '../../training/starting-weights.ts';
import { startReference } from '../../weights/backbones.ts';
import { compareRuns } from '../results/compare.ts';
import { recipeOfRun } from '../results/recipe-of-run.ts';
import { usualBackbone } from '../results/usual-backbone.ts';
import { recipeHere } from '../use/recipe-here.ts';
import type { RunSpec } from '../../../shared/run-spec.ts';
import { removeRun } from './delete-run.ts';
import { fitBudget } from './fit-budget.ts';
import { enqueue } from './enqueue.ts';
import { backboneToGoOn, keepBeginning } from './model-to-go-on.ts';
import { planHere } from './plan-here.ts';

let small: SmallStudio;
const { backbone, ...settings } = quick;
const handlers = { onStarted: () => undefined, onEvent: () => undefined, signal: new AbortController().signal };
const goOn: RunSpec = { ...settings, from: '1' };

beforeAll(async () => {
  small = await openSmallStudio([12, 12]);
  const { studio, dataset } = small;
  const spec: RunSpec = { ...quick, freeze: 'until:stage4', epochs: 2, name: 'known' };
  await startRun(studio, dataset, await planHere(studio, dataset, spec), spec, handlers);
  const other = join(small.scratch, 'other');
  await tintedFolder(other, [12, 12, 12]);
  cpSync(join(other, 'class-2'), join(small.pictures, 'a-class-more'), { recursive: true });
  // It trains, beside others perhaps.
}, 60_000);
afterAll(() => small.close());

test('for a changed camera, the first part of a run that knows all classes is trained alone: its head stays as it is', async () => {
  const { studio, dataset } = small;
  const first: RunSpec = { ...goOn, freeze: 'first:stage2', solver: undefined };
  const planned = await planHere(studio, dataset, first);
  expect(planned.plan.phases).toMatchObject([{ name: 'train', cut: 'stem', end: 'stage2' }]);
  const more = await planHere(studio, await datasetForTraining(studio.db, small.pictures), first);
  expect(more.plan.phases.map(({ name, solver }) => [name, solver]), 'a class that is new is learned first').toEqual([['head', 'iterative'], ['fine-tune', 'iterative']]);
});

test('a class more: the trunk and the rows of known classes are those of the run, the new row is drawn, and the plan says so', async () => {
  const { studio } = small;
  const dataset = await datasetForTraining(studio.db, small.pictures);
  const planned = await planHere(studio, dataset, goOn);
  expect(readdirSync(studio.folder.backbones), 'a plan copies nothing').not.toContain('run-1');
  const { plan, notices, reasons } = planned;
  expect(plan.start).toMatchObject({ from: 'weights', id: 'run-1', run: 1, rows: [null, 0, 1] });
  expect(notices).toContainEqual({ about: 'goes-on-from', run: 1, kept: ['class-0', 'class-1'], added: ['a-class-more'], gone: [], renamed: [] });
  expect(notices.some(({ about }) => about === 'judges-were-learned')).toBe(false);
  expect(plan.phases.map(({ solver }) => solver), 'an exact head would not see where it starts').toEqual(['iterative']);
  const anew = async (spec: RunSpec) => (await planHere(studio, dataset, { ...goOn, ...spec })).notices.find(({ about }) => about === 'goes-on-from');
  expect(await anew({ solver: 'exact', epochs: undefined, learningRate: undefined })).toMatchObject({ headAnew: 'solver' });
  expect(await anew({ head: 'mlp:16' })).toMatchObject({ headAnew: 'head' });
  expect((await backboneToGoOn(studio, '1')).id, 'it is drawn before it is a base model').toBe('run-1');
  expect(reasons).toContainEqual({ setting: 'from', phase: null, value: '1', reason: { because: 'asked' } });

  const net = planNet(plan.net);
  const { weight, bias } = net.classifier;
  const before = (await loadModel(runFolder(studio.folder, 1))).tensors;
  const kept = await keepBeginning(studio, planned);
  expect(readdirSync(studio.folder.backbones)).toContain('run-1');
  const start = (await startReference(studio.folder, kept.plan.start))!;
  expect((await planHere(studio, dataset, goOn)).plan.start, 'planned again, it begins from the copy').toEqual(kept.plan.start);
  const begun = await startingWeights(start, net, 3, plan.seed, keptRows(plan));
  const drawn = await startingWeights(start, net, 3, plan.seed);
  const row = (tensors: typeof begun, name: string, at: number, width = 1) => [...tensors.get(name)!.data.subarray(at * width, (at + 1) * width)];
  const width = net.classifier.inFeatures;
  for (const known of [0, 1]) {
    expect(row(begun, weight, known + 1, width)).toEqual(row(before, weight, known, width));
    expect(row(begun, bias, known + 1)).toEqual(row(before, bias, known));
  }
  expect(row(begun, weight, 0, width)).toEqual(row(drawn, weight, 0, width));
  expect(row(begun, weight, 1, width)).not.toEqual(row(drawn, weight, 1, width));
  for (const [name, tensor] of before) if (name !== weight && name !== bias) expect(begun.get(name), name).toEqual(tensor);

  const outcome = await startRun(studio, dataset, planned, goOn, handlers);
  expect(outcome).toMatchObject({ status: 'done', attestation: { frozen: { changed: 0 } } });
  const recipe = recipeOfRun(studio.db, outcome.run)!;
  expect([recipe.spec.from, recipe.wentOnFrom], 'elsewhere its number says nothing').toEqual([undefined, 1]);
  expect(await recipeHere(studio, recipe), 'here it is the same beginning').toEqual({ ...recipe, spec: { ...recipe.spec, from: '1' }, wentOnFrom: null });
  const another = { ...recipe, backbone: { ...recipe.backbone!, sha256: 'f'.repeat(64) } };
  expect(await recipeHere(studio, another), 'a run of that number with another model').toEqual(another);
  const { images, test: flips } = compareRuns(studio, 1, outcome.run);
  expect(images).toBe(6);
  expect(flips).toMatchObject({ midP: expect.any(Number) });
  expect((await usualBackbone(studio)).id, 'the next data set does not start from it').toBe(backbone);
  await removeRun(studio, 1);
  expect(await recipeHere(studio, recipe), 'without its run it is as it came').toEqual(recipe);
  expect(await startReference(studio.folder, getRun(studio.db, outcome.run).plan!.start)).toMatchObject({ id: 'run-1' });
});

test('what cannot be gone on from is refused', async () => {
  const { studio, dataset } = small;
  await expect(planHere(studio, dataset, { ...goOn, from: '99' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(planHere(studio, dataset, { ...goOn, from: '2', backbone: backbone! })).rejects.toMatchObject({ code: 'bad-usage', field: 'from' });
});

test('the epochs of a run that goes on from another are fitted to its time budget when its turn has come', async () => {
  const { studio, dataset } = small;
  const spec: RunSpec = { ...goOn, from: '2', timeBudgetSeconds: 600 };
  const planned = await keepBeginning(studio, await planHere(studio, dataset, spec));
  const run = enqueue(studio, { dataset, planned, spec });
  expect((await fitBudget(studio, run, () => false))?.plan.start).toEqual(planned.plan.start);
});
