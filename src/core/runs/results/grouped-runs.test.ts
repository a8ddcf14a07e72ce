import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import type { Metrics } from '../../../shared/metrics.ts';
import type { TrainResult } from '../../../shared/trainer-protocol.ts';
import { datasetForTraining, type TrainingDataset } from '../../datasets/scanning/dataset-for-training.ts';
import { applyGroups } from '../../datasets/version/apply-groups.ts';
import { independentGroups } from '../../evaluation/accuracy-interval.ts';
import { wilsonInterval } from '../../evaluation/wilson-interval.ts';
import { recountIntervals } from '../../recount-intervals.ts';
import { listEvaluations } from '../../store/predictions.ts';
import { createRun } from '../../store/runs.ts';
import { thisComputer } from '../lifecycle/computer-here.ts';
import { storeDone } from '../lifecycle/store-outcome.ts';
import { setsOfRun, setsPossible, setsWherePossible } from '../use/answer-sets.ts';
import { knownTogether } from '../use/known-together.ts';
import { calibrationOfRun } from './calibration-of-run.ts';
import { compareRuns } from './compare.ts';
import { metBefore } from './contents-trained-on.ts';
import { runRow } from './run-view.ts';
import { verdictOfRun } from './verdict-of-run.ts';

let small: SmallStudio;
let dataset: TrainingDataset;
/** Bursts of four pictures of one class. */
async function grouped(size: number): Promise<TrainingDataset> {
  const { studio } = small;
  const keys = new Map(small.dataset.images.map(({ sha256, path }, at) => [sha256, `${path.split('/')[0]} ${Math.floor(at / size)}`]));
  applyGroups(studio.db, small.dataset.dataset.id, { source: 'csv', keys });
  return datasetForTraining(studio.db, small.dataset.dataset.id);
}
beforeAll(async () => {
  small = await openSmallStudio([60, 60]);
  dataset = await grouped(4);
});
afterAll(() => small.close());

const judging = (of = dataset) => of.images.filter(({ split }) => split === 'val');
const groupsIn = (of = dataset) => new Set(judging(of).map(({ group }) => group)).size;

/** A finished run that is wrong on whole groups, named by their place among the judging ones. */
function finished(wrongGroups: readonly number[], of = dataset): { run: number; metrics: Metrics } {
  const groups = [...new Set(judging(of).map(({ group }) => group))];
  const run = createRun(small.studio.db, { datasetVersionId: of.version.id, backboneId: 'any', spec: {}, state: 'running' }).id;
  const predictions = judging(of).map(({ id, label, group }) => {
    const said = wrongGroups.includes(groups.indexOf(group)) ? 1 - label : label;
    return { imageId: id, probabilities: Float32Array.of(said === 0 ? 0.9 : 0.1, said === 0 ? 0.1 : 0.9) };
  });
  const result: TrainResult = { kind: 'train', status: 'done', bestEpoch: 1, epochs: 1, attestation: null, head: null, calibration: null, predictions, imagesPerSecond: 1, peakMemoryBytes: 1, seconds: 1 };
  return { run, metrics: storeDone(small.studio, of, run, result).metrics! };
}

test('a run on pictures in groups has one interval, of whole groups, wherever it is told', async () => {
  const { run, metrics } = finished([0]);
  expect(metrics.independentGroups).toBe(groupsIn());
  const { accuracyInterval: interval, independentGroups, correct, images } = metrics;
  expect(groupsIn()).toBeGreaterThanOrEqual(5);
  expect(interval![1] - interval![0]).toBeGreaterThan(wilsonInterval(correct, images)[1] - wilsonInterval(correct, images)[0]);
  expect(runRow(small.studio, run).headline).toMatchObject({ interval, independentGroups });
  const verdict = await verdictOfRun(small.studio, run, thisComputer());
  expect(verdict).toMatchObject({ interval, independentGroups });
  expect(verdict!.helps.map(({ kind }) => kind)).toContain('too-few-groups');
  // No test of groups says whether it is better than guessing; against always saying a class it is that of comparisons.
  expect(verdict).toMatchObject({ guessing: { p: null }, largestClass: { p: expect.any(Number) } });
  // Mistakes of one group are no pair of classes.
  expect(verdict!.helps.map(({ kind }) => kind)).not.toContain('confused-pair');
  const comparison = compareRuns(small.studio, run, finished([1]).run);
  expect(comparison).toMatchObject({ independentGroups, runs: [{ accuracyInterval: interval }, {}] });
  // A group against a group is no evidence at all, however many pictures are in it.
  expect(comparison.test).toMatchObject({ exactP: 1, midP: 0.75 });
});

test('calibration and answer sets of a run on pictures in groups count groups, and say so', () => {
  const { run } = finished([0]);
  const { studio } = small;
  const [groups, images] = [groupsIn(), judging().length];
  expect(calibrationOfRun(studio, run)).toMatchObject({ images, independentGroups: groups, eceInterval: [expect.any(Number), expect.any(Number)] });
  const level = groups / (groups + 1);
  expect(setsOfRun(studio, run, { level, method: 'lac' })).toMatchObject({ images, independentGroups: groups, coverage: null });
  expect(setsPossible(studio, run, 0.95)).toEqual({ images, independentGroups: groups, needed: 19, coverage: null });
  expect(images).toBeGreaterThan(19);
  expect(() => setsOfRun(studio, run, { level: 0.95, method: 'lac' })).toThrow(expect.objectContaining({ code: 'bad-usage', values: { kind: 'too-few-groups-for-sets', level: '95 %', needed: 19, groups, images } }));
  expect(setsWherePossible(studio, run, { level: 0.95, method: 'lac' })).toBeNull();
  expect(independentGroups(knownTogether(studio.db, run))).toBe(groups);
});

test('of fewer than five groups there is no interval anywhere, and the run is not called better', async () => {
  const few = await grouped(30);
  expect(groupsIn(few)).toBeLessThan(5);
  const { run, metrics } = finished([], few);
  expect(metrics).toMatchObject({ accuracy: 1, accuracyInterval: null, independentGroups: groupsIn(few) });
  expect(runRow(small.studio, run).headline).toMatchObject({ interval: null, independentGroups: groupsIn(few) });
  expect(await verdictOfRun(small.studio, run, thisComputer())).toMatchObject({ standing: 'cannot-tell', interval: null });
});

test('what an older version counted by pictures is counted again at the next start, to the same figures', () => {
  const { studio } = small;
  const { run, metrics } = finished([0, 2]);
  const [evaluation] = listEvaluations(studio.db, run);
  const { independentGroups: _, ...older } = { ...metrics, accuracyInterval: wilsonInterval(metrics.correct, metrics.images) };
  studio.db.$client.prepare('UPDATE evaluations SET metrics = ?, is_recount_due = 1 WHERE id = ?').run(JSON.stringify(older), evaluation!.id);
  const said: string[] = [];
  recountIntervals(studio.db, (line) => said.push(line));
  expect(listEvaluations(studio.db, run)[0]).toMatchObject({ metrics, isRecountDue: false });
  // One is done before anybody would have read that it is.
  expect(said).toEqual([]);
  for (let more = 0; more < 5; more++) finished([more]);
  studio.db.$client.prepare('UPDATE evaluations SET is_recount_due = 1 WHERE id IN (SELECT id FROM evaluations ORDER BY id DESC LIMIT 5)').run();
  recountIntervals(studio.db, (line) => said.push(line));
  expect(said).toEqual([expect.stringContaining('5 evaluations')]);
});

test('a run from before the groups learned from others of those that judge, which a comparison says', async () => {
  const { studio } = small;
  applyGroups(studio.db, small.dataset.dataset.id, null);
  const alone = await datasetForTraining(studio.db, small.dataset.dataset.id);
  const before = finished([], alone);
  const now = await grouped(4);
  const after = finished([0], now);
  const learned = new Set(alone.images.filter(({ split }) => split === 'train').map(({ sha256 }) => sha256));
  const groups = new Set(now.images.flatMap(({ sha256, group }) => (learned.has(sha256) ? [group] : [])));
  const shared = judging(now).filter(({ sha256 }) => judging(alone).some((one) => one.sha256 === sha256));
  const met = shared.filter(({ group }) => groups.has(group)).length;
  expect(met).toBeGreaterThan(0);
  const compared = compareRuns(studio, before.run, after.run);
  expect(compared).toMatchObject({ images: shared.length, runs: [{ metBefore: met }, { metBefore: 0 }] });
  expect(compareRuns(studio, after.run, finished([1], now).run)).toMatchObject({ runs: [{ metBefore: 0 }, { metBefore: 0 }] });
  expect(metBefore(learned, judging(now), now.images).length).toBeGreaterThan(judging(now).filter(({ sha256 }) => learned.has(sha256)).length);
});
