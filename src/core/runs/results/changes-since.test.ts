import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import { addDataset } from '../../datasets/scanning/add-dataset.ts';
import { setExcluded, setLabel, undoLabels } from '../../datasets/labels/labels.ts';
import { applyGroups } from '../../datasets/version/apply-groups.ts';
import { createRun } from '../../store/runs.ts';
import { changesSinceRun } from './changes-since.ts';

let small: SmallStudio;
let run = 0;
beforeAll(async () => {
  small = await openSmallStudio([6, 6, 6]);
  run = createRun(small.studio.db, { datasetVersionId: small.dataset.version.id, backboneId: 'b', spec: {} }).id;
});
afterAll(() => small.close());

test('labels and exclusions are counted once a picture, and no more when they are taken back', () => {
  const { studio, dataset } = small;
  const id = dataset.dataset.id;
  const [first, second, third] = dataset.images.map((image) => image.id);
  expect(changesSinceRun(studio, run)).toEqual({ labels: 0, pictures: 0, metBefore: 0 });
  setLabel(studio.db, id, [first!, second!], 'class-2-new');
  setExcluded(studio.db, id, [third!, first!], true);
  expect(changesSinceRun(studio, run)).toEqual({ labels: 3, pictures: 0, metBefore: 0 });
  undoLabels(studio.db, id);
  expect(changesSinceRun(studio, run)).toEqual({ labels: 2, pictures: 0, metBefore: 0 });
  undoLabels(studio.db, id);
  expect(changesSinceRun(studio, run)).toEqual({ labels: 0, pictures: 0, metBefore: 0 });
});

test('a picture that is gone is no changed label', async () => {
  const { studio, dataset } = small;
  rmSync(dataset.images[4]!.file);
  await addDataset(studio.db, dataset.dataset.root);
  expect(changesSinceRun(studio, run)).toEqual({ labels: 0, pictures: 1, metBefore: 0 });
});

test('groups that were put together since tell how much of the judging pictures it has met', () => {
  const { studio, dataset } = small;
  const of = (side: string) => dataset.images.filter(({ split }) => split === side);
  const [judge, other] = of('val');
  const keys = new Map([...of('train').slice(0, 2), judge!].map(({ sha256 }) => [sha256, 'one plant']));
  applyGroups(studio.db, dataset.dataset.id, { source: 'csv', keys: new Map([...keys, [other!.sha256, 'another']]) });
  expect(changesSinceRun(studio, run).metBefore).toBe(1);
  applyGroups(studio.db, dataset.dataset.id, null);
  expect(changesSinceRun(studio, run).metBefore).toBe(0);
});

test('a run that is not there is refused', () => {
  expect(() => changesSinceRun(small.studio, 999)).toThrow('There is no run 999');
});
