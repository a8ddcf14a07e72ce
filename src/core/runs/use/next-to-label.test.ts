import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleFolder } from '../../datasets/files/sample-folder.ts';
import { setLabel } from '../../datasets/labels/labels.ts';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { openDataset } from '../../datasets/scanning/open-dataset.ts';
import { applyGroups } from '../../datasets/version/apply-groups.ts';
import { datasetState } from '../../datasets/version/dataset-state.ts';
import type { StudioEvent } from '../../../shared/contract/events.ts';
import { openStudio, type Studio } from '../../open-studio.ts';
import { proposalsOf } from '../../store/label-proposals.ts';
import { clearFeatureCaches } from '../../training/cache-budget.ts';
import { nextBenefit, provingPictures } from './next-benefit.ts';
import { nextToLabel } from './next-to-label.ts';
import { benefitTold } from './told-next.ts';

// Three kinds of the sample, three pictures of each labelled, the rest beside them with its true class in its name.
const root = mkdtempSync(path.join(os.tmpdir(), 'graft-test-'));
const leaves = path.join(root, 'leaves');
const kinds = ['birch', 'maple', 'rowan'];
let studio: Studio;
let id: string;

beforeAll(async () => {
  for (const kind of kinds) {
    mkdirSync(path.join(leaves, kind), { recursive: true });
    for (const [at, name] of readdirSync(path.join(sampleFolder, kind)).toSorted().entries()) {
      if (at >= 36) break;
      copyFileSync(path.join(sampleFolder, kind, name), path.join(leaves, at < 3 ? path.join(kind, name) : `${kind}-x${name}`));
    }
  }
  studio = openStudio({ dataDir: path.join(root, 'data') });
  id = (await openDataset(studio.db, leaves, {})).id;
}, 120_000);
afterAll(() => {
  studio.close();
  rmSync(root, { recursive: true, force: true });
});

test('typical ones with a reason, drawn ones among them, and each with those that are like it and nothing else; then what choosing gained', { timeout: 240_000 }, async () => {
  const found = await nextToLabel(studio, id, { count: 20 });
  expect(found).toMatchObject({ method: 'typical', waiting: 99, labelled: 9, later: 0, unread: 0 });
  expect(found.pictures.map(({ rank }) => rank)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  const isRandom = found.pictures.map(({ reason }) => reason.kind === 'random');
  // Clusters of five or fewer propose nothing; then more are drawn.
  expect(isRandom.filter(Boolean).length).toBeGreaterThanOrEqual(4);
  expect(isRandom.filter((each) => !each).length).toBeGreaterThanOrEqual(5);
  for (const { reason, file } of found.pictures) {
    if (reason.kind === 'typical') expect(reason.like).toBeGreaterThan(Math.max(5, reason.labelled));
    expect(file).toContain('-x');
  }
  const { images } = datasetState(studio.db, id);
  const named = found.pictures.flatMap(({ image, neighbours }) => [image, ...neighbours.map((one) => one.image)]);
  expect(new Set(named).size).toBe(named.length);
  for (const image of named) expect(images.find(({ file }) => file.id === image)?.label).toBeNull();
  const kindOf = (file: string) => file.split('-')[0];
  const alike = found.pictures.flatMap(({ file, neighbours }) => neighbours.map((one) => kindOf(one.file) === kindOf(file)));
  console.log(`of ${alike.length} that are like a proposed picture ${alike.filter(Boolean).length} are of its class`);
  // By chance a third are.
  expect(alike.filter(Boolean).length / alike.length).toBeGreaterThan(0.4);
  // The same state asks for the same pictures.
  expect(await nextToLabel(studio, id, { count: 20 })).toEqual(found);
  expect(proposalsOf(studio.db, id)).toHaveLength(20);

  await expect(nextBenefit(studio, await datasetForTraining(studio.db, id, { rescan: false }))).rejects.toMatchObject({ code: 'bad-usage', values: { kind: 'too-few-proposals', needed: 10 } });
  for (let round = 0; round < 4; round++) {
    const { pictures } = await nextToLabel(studio, id, { count: 20 });
    for (const { image, file } of pictures) setLabel(studio.db, id, [image], kindOf(file)!);
  }
  // Features that nobody computed yet: how far they are is told once from beginning to end.
  clearFeatureCaches(studio.folder.featureCache);
  const told: StudioEvent[] = [];
  const gained = await benefitTold(studio, { publish: (event) => void told.push(event) }, await datasetForTraining(studio.db, id, { rescan: false }));
  expect(told.map((event) => event.type === 'suggesting' && event.done)).toEqual(told.map((_, at) => at));
  expect(told.at(-1)).toEqual({ type: 'suggesting', dataset: id, done: told.length - 1, total: told.length - 1 });
  expect(told.length - 1).toBe(gained.base + 2 * gained.each + gained.judged);
  expect(gained.each).toBeGreaterThanOrEqual(10);
  for (const { accuracy, low, high } of [gained.chosen, gained.random]) expect(low! <= accuracy && accuracy <= high! && accuracy > 1 / 3).toBe(true);
  expect(gained.p > 0 && gained.p <= 1).toBe(true);

  const uncertain = await nextToLabel(studio, id, { count: 5, method: 'uncertain' });
  const margins = uncertain.pictures.flatMap(({ reason }) => (reason.kind === 'uncertain' ? [reason.probabilities[0] - reason.probabilities[1]] : []));
  expect(margins).toEqual(margins.toSorted((a, b) => a - b));
  expect(margins).toHaveLength(4);
});

test('what is proposed is told where it cannot be kept', { timeout: 240_000 }, async () => {
  const told = await nextToLabel(studio, id, { count: 5 });
  const kept = proposalsOf(studio.db, id).length;
  studio.db.$client.pragma('query_only = ON');
  const reasons: string[] = [];
  try {
    expect(await nextToLabel(studio, id, { count: 5 }, { onUnkept: (reason) => reasons.push(reason) })).toEqual(told);
  } finally {
    studio.db.$client.pragma('query_only = OFF');
  }
  expect([reasons.length, proposalsOf(studio.db, id).length]).toEqual([1, kept]);
});

test('pictures of a group that validates would join it once they have a label, and teach nothing: none is proposed, and how many there are is told', { timeout: 240_000 }, async () => {
  const state = datasetState(studio.db, id);
  const sides = state.sides();
  const judge = state.images.find(({ file }) => sides.get(file.id) === 'val')!;
  const waiting = state.images.filter(({ label }) => label === null);
  const own = new Set([judge, ...waiting.slice(0, 9)].map(({ file }) => file.sha256!));
  const grouping = { source: 'csv', keys: new Map(state.images.map(({ file }) => [file.sha256!, own.has(file.sha256!) ? 'judging' : null])) } as const;
  applyGroups(studio.db, id, grouping);
  expect(datasetState(studio.db, id).sides().get(judge.file.id)).toBe('val');
  const found = await nextToLabel(studio, id, { count: 200, method: 'uncertain' });
  expect(found).toMatchObject({ waiting: waiting.length, judging: 9, later: 0 });
  const named = new Set(found.pictures.flatMap(({ image, neighbours }) => [image, ...neighbours.map((one) => one.image)]));
  expect(named.size).toBe(waiting.length - 9);
  expect(waiting.slice(0, 9).some(({ file }) => named.has(file.id))).toBe(false);
  // Where no others are left, they judge at least.
  applyGroups(studio.db, id, { source: 'csv', keys: new Map(state.images.map(({ file, label }) => [file.sha256!, label === null || file.id === judge.file.id ? 'judging' : null])) });
  expect(datasetState(studio.db, id).sides().get(judge.file.id)).toBe('val');
  expect(await nextToLabel(studio, id, { count: 5, method: 'uncertain' })).toMatchObject({ waiting: waiting.length, judging: 0, pictures: { length: 5 } });
  applyGroups(studio.db, id, null);
});

test('as many drawn as chosen ones prove, the oldest first; those without a label prove nothing', () => {
  const proposals = ['a', 'b', 'c', 'd', 'e'].map((sha256, at) => ({ sha256, kind: at % 2 === 0 ? 'typical' : 'random' }));
  expect(provingPictures(proposals, new Set(['a', 'b', 'c', 'e']))).toEqual({ chosen: ['a'], random: ['b'], each: 1 });
  expect(provingPictures(proposals, new Set(['b']))).toEqual({ chosen: [], random: [], each: 0 });
});
