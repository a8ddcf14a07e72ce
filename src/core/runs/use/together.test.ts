import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio, quick } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { startRun } from '../../../../test/train-run.ts';
import { applyGroups } from '../../datasets/version/apply-groups.ts';
import { seededRandom } from '../../training/seeded-random.ts';
import { listEvaluations, listPredictions } from '../../store/predictions.ts';
import type { Answer } from '../../../shared/trainer-protocol.ts';
import { planHere } from '../lifecycle/plan-here.ts';
import { evaluateRun } from './evaluate.ts';
import { evaluateTogether } from './evaluate-together.ts';
import { exportRun } from './export.ts';
import { predictFiles } from './predict.ts';
import { predictTogether } from './predict-together.ts';
import type { TogetherAnswer } from './predict-together.ts';

let small: SmallStudio;
const runs: number[] = [];
beforeAll(async () => {
  small = await openSmallStudio([20, 20, 20]);
  const { studio, dataset } = small;
  // Of two image sizes, so that each member preprocesses its own way; one epoch, so that they err.
  for (const [seed, imageSize] of [[0, 32], [1, 40]] as const) {
    const spec = { ...quick, seed, imageSize, epochs: 1, learningRate: 1e-3 };
    const silent = { onStarted: () => undefined, onEvent: () => undefined, signal: new AbortController().signal };
    runs.push((await startRun(studio, dataset, await planHere(studio, dataset, spec), spec, silent)).run);
  }
}, 120_000);
afterAll(() => small.close());

async function* named(files: readonly string[]): AsyncGenerator<string> {
  yield* files;
}
const validation = () => small.dataset.images.filter(({ split }) => split === 'val');
const plain = { looks: 'none', combine: 'average' } as const;

async function alone(model: Parameters<typeof predictFiles>[1], files: readonly string[], looks: 'none' | 'flip' | 'tencrop' = 'none'): Promise<Float32Array[]> {
  const answers: Answer[] = [];
  await predictFiles(small.studio, model, named(files), (answer) => void answers.push(answer), looks);
  return answers.map((answer) => ('values' in answer ? answer.values : new Float32Array()));
}

const stored = (run: number) => listPredictions(small.studio.db, listEvaluations(small.studio.db, run).find(({ split }) => split === 'val')!.id);

test('members answer each in its own way, and together; a bad file has no answer of any', async () => {
  const rows = runs.map(stored);
  const files = [...rows[0]!.map(({ imageId }) => validation().find(({ id }) => id === imageId)!.file), '/no/such.png'];
  const answers: TogetherAnswer[] = [];
  await predictTogether(small.studio, runs, named(files), plain, (answer) => void answers.push(answer));
  expect(answers.map(({ file }) => file)).toEqual(files);
  expect(answers.at(-1)).toMatchObject({ error: { code: 'bad-image' } });
  for (const [i, answer] of answers.slice(0, -1).entries()) {
    if (!('values' in answer)) throw new Error(answer.error.message);
    for (const [c, value] of answer.values.entries()) {
      const each = rows.map((of) => of[i]!.probabilities[c]!);
      expect(value).toBeCloseTo((each[0]! + each[1]!) / 2, 5);
      for (const [member, values] of answer.members!.entries()) expect(values[c]).toBeCloseTo(each[member]!, 5);
    }
  }
}, 120_000);

test('a wish to stop is heard while a member answers, not after all have', async () => {
  const stopping = new AbortController();
  const names = Array.from({ length: 400 }, (_, i) => validation()[i % 15]!.file);
  const begun: number[] = [];
  const asked = predictTogether(small.studio, runs, named(names), { ...plain, signal: stopping.signal }, () => undefined, (member) => {
    begun.push(member);
    stopping.abort();
  });
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  expect(begun).toEqual([0]);
  await expect(evaluateRun(small.studio, runs[0]!, small.dataset.dataset.id, stopping.signal)).rejects.toMatchObject({ code: 'cancelled' });
}, 120_000);

test('an ensemble is judged by what its members stored, beside the best of them', async () => {
  const result = await evaluateTogether(small.studio, runs, plain, seededRandom(0));
  expect(result).toMatchObject({ split: 'val', images: 15, chosenOnTheseImages: true, passes: 2, againstPlain: null });
  const rows = runs.map(stored);
  expect(result.members.map(({ accuracy }) => accuracy * 15)).toEqual(rows.map((of) => of.filter(({ label, predicted }) => label === predicted).length));
  const right = rows[0]!.filter(({ label }, i) => {
    const mean = [0, 1, 2].map((c) => rows.reduce((sum, of) => sum + of[i]!.probabilities[c]!, 0));
    return mean.indexOf(Math.max(...mean)) === label;
  });
  expect(result.metrics.correct).toBe(right.length);
  expect(result.sizes.map(({ choices }) => choices)).toEqual([2, 1]);
  expect(result.sizes[1]!.error).toBeCloseTo(1 - result.metrics.accuracy, 12);
  const best = Math.max(...result.members.map(({ accuracy }) => accuracy));
  expect(result.againstBest!.difference).toBeCloseTo(result.metrics.accuracy - best, 12);
  const folder = await evaluateTogether(small.studio, runs, { ...plain, combine: 'vote' }, seededRandom(0), small.pictures);
  expect(folder).toMatchObject({ split: 'all', images: 60, trainedOn: 45 });
}, 120_000);

test('more looks: the mean over ten crops, of a run and of its export alike, beside one look', async () => {
  const files = validation().map(({ file }) => file);
  const result = await evaluateTogether(small.studio, runs.slice(0, 1), { ...plain, looks: 'tencrop' }, seededRandom(0));
  expect(result).toMatchObject({ passes: 10, images: 15, againstBest: null, againstPlain: { difference: expect.any(Number) } });
  const ten = await alone(runs[0]!, files, 'tencrop');
  const top = (values: Float32Array) => values.indexOf(Math.max(...values));
  expect(result.metrics.correct).toBe(ten.filter((values, i) => top(values) === validation()[i]!.label).length);
  const once = stored(runs[0]!).map(({ probabilities }) => probabilities);
  expect(ten.some((values, i) => Math.abs(values[0]! - once[i]![0]!) > 1e-4)).toBe(true);
  const out = `${small.scratch}/onnx`;
  await exportRun(small.studio, runs[0]!, { format: 'onnx', out, force: false });
  const exported = await alone({ exportFolder: out }, files, 'tencrop');
  expect(Math.max(...exported.flatMap((values, i) => [...values].map((value, c) => Math.abs(value - ten[i]![c]!))))).toBeLessThan(1e-5);
}, 120_000);

test('what cannot be put together is refused with its reason', async () => {
  const refused = (members: number[], looks: 'none' | 'tencrop' = 'none') => expect(evaluateTogether(small.studio, members, { ...plain, looks }, seededRandom(0))).rejects;
  await refused([runs[0]!, runs[0]!]).toMatchObject({ code: 'bad-usage', values: { kind: 'member-twice' } });
  await refused([runs[0]!, 99]).toMatchObject({ code: 'not-found' });
});

test("on a folder whose pictures lie in groups, one run and several count that folder's groups", async () => {
  const { studio, dataset } = small;
  applyGroups(studio.db, dataset.dataset.id, { source: 'csv', keys: new Map(dataset.images.map(({ sha256 }, at) => [sha256, `walk ${at % 4}`])) });
  const [one, several] = [await evaluateRun(studio, runs[0]!, small.pictures), await evaluateTogether(studio, runs, plain, seededRandom(0), small.pictures)];
  expect(one.metrics).toMatchObject({ images: 60, accuracyInterval: null, independentGroups: 4 });
  expect(several).toMatchObject({ metrics: { accuracyInterval: null, independentGroups: 4 }, members: [{ accuracyInterval: null }, { accuracyInterval: null }], againstBest: { low: null, high: null } });
  applyGroups(studio.db, dataset.dataset.id, { source: 'csv', keys: new Map(dataset.images.map(({ sha256 }, at) => [sha256, `walk ${at % 12}`])) });
  const more = await evaluateTogether(studio, runs, plain, seededRandom(0), small.pictures);
  expect(more).toMatchObject({ metrics: { independentGroups: 12 }, againstBest: { low: expect.any(Number) } });
}, 120_000);
