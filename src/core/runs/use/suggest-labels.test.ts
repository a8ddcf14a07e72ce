import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleFolder } from '../../datasets/files/sample-folder.ts';
import { setExcluded, setLabel } from '../../datasets/labels/labels.ts';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { openDataset } from '../../datasets/scanning/open-dataset.ts';
import { datasetState } from '../../datasets/version/dataset-state.ts';
import { wilsonInterval } from '../../evaluation/wilson-interval.ts';
import { openStudio, type Studio } from '../../open-studio.ts';
import { listFeatureCaches } from '../../training/cache-budget.ts';
import { judgeSuspect, takeBackJudgement } from './judge-suspects.ts';
import { labelErrors } from './label-errors.ts';
import { suggestLabels } from './suggest-labels.ts';

// The sample, of which every second picture lies beside the class folders: without a class, its true one in its name.
const root = mkdtempSync(path.join(os.tmpdir(), 'graft-test-'));
const leaves = path.join(root, 'leaves');
const wish = { k: 5, minShare: 0.8 };
let studio: Studio;
let id: string;

beforeAll(async () => {
  for (const kind of readdirSync(sampleFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    mkdirSync(path.join(leaves, kind.name), { recursive: true });
    for (const [at, name] of readdirSync(path.join(sampleFolder, kind.name)).toSorted().entries()) {
      const target = at % 2 === 0 ? path.join(kind.name, name) : `${kind.name}-hidden-${name}`;
      copyFileSync(path.join(sampleFolder, kind.name, name), path.join(leaves, target));
    }
  }
  studio = openStudio({ dataDir: path.join(root, 'data') });
  id = (await openDataset(studio.db, leaves, {})).id;
}, 120_000);
afterAll(() => {
  studio.close();
  rmSync(root, { recursive: true, force: true });
});

test('half of the sample without a class: what is suggested is mostly right, and asking again computes nothing', { timeout: 240_000 }, async () => {
  const told: [number, number][] = [];
  const found = await suggestLabels(studio, id, wish, { onProgress: (done, total) => told.push([done, total]) });
  const pictures = found.classes.flatMap(({ label, pictures: some }) => some.map((picture) => ({ ...picture, suggested: label })));
  const right = pictures.filter(({ file, suggested }) => file.startsWith(`${suggested}-hidden-`)).length;
  const [low, high] = wilsonInterval(right, pictures.length);
  const percent = (value: number) => (100 * value).toFixed(1);
  const asked = pictures.length + found.undecided;
  const all = (await suggestLabels(studio, id, { k: 5, minShare: 0 })).classes.flatMap(({ label, pictures: some }) => some.map(({ file }) => file.startsWith(`${label}-hidden-`)));
  const [allLow, allHigh] = wilsonInterval(all.filter(Boolean).length, all.length);
  console.log(`the nearest five, agreeing or not: ${all.filter(Boolean).length} of ${all.length} (${percent(allLow)} to ${percent(allHigh)})`);
  console.log(
    `suggestions on the sample, half hidden: ${right} of ${pictures.length} right, ${percent(right / pictures.length)} % (${percent(low)} to ${percent(high)}); ` +
      `suggested for ${pictures.length} of ${asked}`,
  );
  expect([asked, found.compared, found.unread, found.later]).toEqual([144, 144, 0, 0]);
  expect(low).toBeGreaterThan(0.6);
  expect(pictures.length).toBeGreaterThan(30);
  for (const { share, label, like } of pictures) {
    expect(share).toBeGreaterThanOrEqual(0.8);
    expect(label).toBeNull();
    expect(datasetState(studio.db, id).image(like)?.label).not.toBeNull();
  }
  for (const { label, pictures: some } of found.doubtful) for (const picture of some) expect(picture.label).not.toBe(label);
  expect(told.at(-1)).toEqual([told[0]![1], told[0]![1]]);

  const again: unknown[] = [];
  expect(await suggestLabels(studio, id, wish, { onProgress: (...all) => again.push(all) })).toEqual(found);
  expect(again).toEqual([]);
  expect(listFeatureCaches(studio.folder.featureCache).map(({ inUse }) => inUse)).toEqual([false]);
});

test('labels that were made wrong are named several times as often as drawing would, and most of those named first are wrong', { timeout: 240_000 }, async () => {
  const before = datasetState(studio.db, id);
  const labelled = before.images.filter(({ label }) => label !== null);
  const planted = labelled.filter((_, at) => at % 20 === 7);
  for (const { file, label } of planted) setLabel(studio.db, id, [file.id], before.classes[(before.classes.indexOf(label!) + 1) % before.classes.length]!);
  const found = await labelErrors(studio, await datasetForTraining(studio.db, id), { limit: 1000 });
  const isPlanted = (image: number) => planted.some(({ file }) => file.id === image);
  const seen = planted.filter(({ file }) => datasetState(studio.db, id).sides().get(file.id) !== 'test');
  const right = found.suspects.filter(({ image }) => isPlanted(image)).length;
  console.log(`${seen.length} of ${labelled.length} labels made wrong: ${right} of ${found.suspects.length} named are`);
  expect(found.suspects.every(({ split, given, likely }) => split !== 'test' && given !== likely)).toBe(true);
  expect(found.suspects.map(({ score }) => score)).toEqual(found.suspects.map(({ score }) => score).toSorted((a, b) => a - b));
  expect(found.found).toBe(found.suspects.length);
  // 4 of 15 named are planted here; 15 drawn from the 144 would hold 0.7 of the 7, and three times that share in 3 of 100 draws (hypergeometric).
  expect(right / found.suspects.length).toBeGreaterThan((3 * planted.length) / labelled.length);
  expect(found.suspects.slice(0, 3).filter(({ image }) => isPlanted(image)).length).toBeGreaterThanOrEqual(2);
  for (const { image, neighbours } of found.suspects) expect(neighbours.some((each) => each.image === image) || neighbours.length !== 3).toBe(false);
  const [first] = found.suspects;
  expect((await labelErrors(studio, await datasetForTraining(studio.db, id), { limit: 1 })).suspects).toEqual([first]);

  // Said to be right, it does not come again; called wrong, it has that class until it is taken back.
  expect(judgeSuspect(studio.db, id, first!.image, first!.given)).toMatchObject({ change: null, yield: { judged: 1, wrong: 0 } });
  const later = await labelErrors(studio, await datasetForTraining(studio.db, id), { limit: 1000 });
  expect([later.settled, later.suspects[0]?.image]).toEqual([1, found.suspects[1]?.image]);
  const second = found.suspects[1]!;
  expect(judgeSuspect(studio.db, id, second.image, second.likely)).toMatchObject({ change: { changed: 1 }, yield: { judged: 2, wrong: 1 } });
  expect(datasetState(studio.db, id).image(second.image)?.label).toBe(second.likely);
  expect(takeBackJudgement(studio.db, id, second.image)).toMatchObject({ change: { changed: 1 }, yield: { judged: 1, wrong: 0 } });
  expect(datasetState(studio.db, id).image(second.image)?.label).toBe(second.given);
  expect(takeBackJudgement(studio.db, id, first!.image)).toMatchObject({ change: null, yield: { judged: 0 } });
  for (const { file, label } of planted) setLabel(studio.db, id, [file.id], label!);
});

test('pictures left out say nothing and are not asked about; a file that changed since is left out; one that is stopped ends as cancelled', { timeout: 240_000 }, async () => {
  const few = path.join(root, 'few');
  const copy = (kind: string, at: number, target: string) => {
    const names = readdirSync(path.join(sampleFolder, kind)).toSorted();
    copyFileSync(path.join(sampleFolder, kind, names[at]!), path.join(few, target));
  };
  for (const kind of ['birch', 'oak']) {
    mkdirSync(path.join(few, kind), { recursive: true });
    // Others than those whose features are kept already would be computed anew: the first ones of the sample lie in its class folders.
    for (const at of [0, 2, 4]) copy(kind, at, `${kind}/${at}.jpg`);
    for (const at of [1, 3]) copy(kind, at, `${kind}-${at}.jpg`);
  }
  writeFileSync(path.join(few, 'changed.jpg'), readFileSync(path.join(sampleFolder, '../../docs/window/data.webp')));
  const own = (await openDataset(studio.db, few, {})).id;
  writeFileSync(path.join(few, 'changed.jpg'), 'no longer a picture');
  const { images } = datasetState(studio.db, own);
  const idsOf = (isWanted: (image: (typeof images)[number]) => boolean) => images.filter(isWanted).map(({ file }) => file.id);
  const hidden = idsOf(({ label, file }) => label === null && file.path !== 'changed.jpg');
  setExcluded(studio.db, own, hidden.slice(3), true);
  const found = await suggestLabels(studio, own, { k: 3, minShare: 0 });
  expect([found.unread, found.compared]).toEqual([1, 6]);
  const suggested = found.classes.flatMap(({ pictures }) => pictures.map(({ image }) => image));
  expect(suggested.toSorted((a, b) => a - b)).toEqual(hidden.slice(0, 3).toSorted((a, b) => a - b));
  setExcluded(studio.db, own, idsOf(({ label }) => label !== null), true);
  expect(await suggestLabels(studio, own, wish)).toMatchObject({ compared: 0, classes: [], doubtful: [], undecided: 4 });

  setExcluded(studio.db, own, images.map(({ file }) => file.id), false);
  rmSync(studio.folder.featureCache, { recursive: true });
  const stopping = new AbortController();
  const asked = suggestLabels(studio, own, wish, { signal: stopping.signal, onProgress: () => stopping.abort() });
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
});
