import { renameSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { datasetState } from '../../datasets/version/dataset-state.ts';
import { judgeSuspect, takeBackJudgement } from './judge-suspects.ts';

async function judging() {
  const { studio, dataset, pictures, close } = await openSmallStudio([4, 4]);
  onTestFinished(close);
  const [one, two] = dataset.classes as [string, string];
  return { db: studio.db, id: dataset.dataset.id, pictures, one, two, images: dataset.images.filter(({ label }) => label === 0), labelOf: (image: number) => datasetState(studio.db, dataset.dataset.id).image(image)?.label };
}

test('two windows judge at once: each takes its own judgement back', async () => {
  const { db, id, two, one, images: [mine, other], labelOf } = await judging();
  judgeSuspect(db, id, mine!.id, two);
  judgeSuspect(db, id, other!.id, two);
  expect(takeBackJudgement(db, id, mine!.id)).toMatchObject({ change: { changed: 1 }, yield: { judged: 1, wrong: 1 } });
  expect([labelOf(mine!.id), labelOf(other!.id)]).toEqual([one, two]);
  // Nobody judged it any more.
  expect(takeBackJudgement(db, id, mine!.id)).toMatchObject({ change: null, yield: { judged: 1, wrong: 1 } });
});

test('a judgement and the label that it gives come together or not at all', async () => {
  const { db, id, one, two, images: [image], labelOf } = await judging();
  const refusing = (what: string) => db.$client.exec(`CREATE TEMP TRIGGER refusing BEFORE ${what} ON main.label_judgements BEGIN SELECT RAISE(ABORT, 'refused'); END`);
  refusing('INSERT');
  expect(() => judgeSuspect(db, id, image!.id, two)).toThrow('refused');
  expect(labelOf(image!.id)).toBe(one);
  db.$client.exec('DROP TRIGGER refusing');
  judgeSuspect(db, id, image!.id, two);
  refusing('DELETE');
  expect(() => takeBackJudgement(db, id, image!.id)).toThrow('refused');
  expect(labelOf(image!.id)).toBe(two);
});

test('a judgement follows its picture when the file gets another name', async () => {
  const { db, id, pictures, one, two, images: [image] } = await judging();
  judgeSuspect(db, id, image!.id, two);
  renameSync(path.join(pictures, image!.path), path.join(pictures, path.dirname(image!.path), 'renamed.png'));
  await datasetForTraining(db, id);
  const renamed = datasetState(db, id).images.find(({ file }) => file.path.endsWith('renamed.png'))!;
  expect(renamed.label).toBe(two);
  expect(takeBackJudgement(db, id, renamed.file.id)).toMatchObject({ change: { changed: 1 }, yield: { judged: 0 } });
  expect(datasetState(db, id).image(renamed.file.id)?.label).toBe(one);
});

test('a picture that is judged again counts once, as it was judged last', async () => {
  const { db, id, one, images: [first, second] } = await judging();
  judgeSuspect(db, id, first!.id, null);
  judgeSuspect(db, id, second!.id, one);
  expect(judgeSuspect(db, id, first!.id, one)).toMatchObject({ yield: { judged: 2, wrong: 0, unsure: 0, rightInARow: 2 } });
});
