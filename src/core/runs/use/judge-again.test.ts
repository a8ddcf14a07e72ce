import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tintedFolder } from '../../../../test/small-run.ts';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import { setExcluded, setLabel } from '../../datasets/labels/labels.ts';
import { datasetForTraining } from '../../datasets/scanning/dataset-for-training.ts';
import { datasetState } from '../../datasets/version/dataset-state.ts';
import { createRun } from '../../store/runs.ts';
import { judgeSuspect } from './judge-suspects.ts';
import { consistencyOf, consistencyOfRuns, consistencyReport, picturesAgain, sayAgain, takeBackAgain } from './judge-again.ts';

test('several runs of one data set have its ceiling, runs of two have none', async () => {
  const { studio, dataset, scratch, close } = await openSmallStudio([4, 4]);
  onTestFinished(close);
  const { db } = studio;
  const folder = join(scratch, 'other');
  await tintedFolder(folder, [4, 4]);
  const other = await datasetForTraining(db, folder);
  const runOf = (version: number) => createRun(db, { datasetVersionId: version, backboneId: 'any', spec: {}, state: 'done' }).id;
  const [first, second, third] = [runOf(dataset.version.id), runOf(dataset.version.id), runOf(other.version.id)];
  expect(consistencyOfRuns(db, [first, second])).toBeNull();
  for (const [at, { sha256, label }] of dataset.images.entries()) sayAgain(db, dataset.dataset.id, { sha256, seal: null }, dataset.classes[at === 0 ? 1 - label : label]!);
  expect(consistencyOfRuns(db, [first, second])).toMatchObject({ images: 8, agreed: 7 });
  expect(consistencyOfRuns(db, [first, third])).toBeNull();
});

async function drawing() {
  const { studio, dataset, pictures, close } = await openSmallStudio([4, 4]);
  onTestFinished(close);
  const [one, two] = dataset.classes as [string, string];
  return { db: studio.db, id: dataset.dataset.id, folder: pictures, one, two, images: dataset.images };
}
const dayMs = 86_400_000;

test('what was labelled lately may be remembered, whatever the clock says meanwhile and however the file is called', async () => {
  const { db, id, folder, one, two, images } = await drawing();
  const [first, second] = images.filter(({ label }) => label === 0);
  const now = Date.UTC(2026, 10, 27);
  const remembered = () => picturesAgain(db, id, 8, now).remembered;
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const labelledAt = (atMs: number, image: number, label: string) => {
    vi.setSystemTime(atMs);
    setLabel(db, id, [image], label);
  };
  labelledAt(now + 3650 * dayMs, first!.id, two);
  expect(remembered(), 'nothing was kept since: it may have been now').toBe(1);
  labelledAt(now - 3 * dayMs, second!.id, two);
  expect(remembered(), 'the first was labelled before the second, so that its clock was ahead').toBe(0);
  labelledAt(now - 1000, second!.id, one);
  expect(remembered()).toBe(1);
  renameSync(join(folder, second!.path), join(folder, dirname(second!.path), 'renamed.png'));
  await datasetForTraining(db, id);
  expect(remembered()).toBe(1);
  // Judged with its label in sight.
  judgeSuspect(db, id, images.find(({ label }) => label === 1)!.id, one);
  expect(remembered()).toBe(2);
});

test('a picture that comes again counts by its content; one that has gone, or got another label since, is left out', async () => {
  const { db, id, folder, one, two, images } = await drawing();
  const { pictures } = picturesAgain(db, id, 8);
  const drawn = (label: number, at: number) => pictures.find(({ sha256 }) => sha256 === images.filter((image) => image.label === label)[at]!.sha256)!;
  const [renamed, gone, relabelled, excluded] = [drawn(0, 0), drawn(0, 1), drawn(1, 0), drawn(1, 1)];
  renameSync(join(folder, renamed.image.file.path), join(folder, dirname(renamed.image.file.path), 'renamed.png'));
  rmSync(join(folder, gone.image.file.path));
  await datasetForTraining(db, id);
  setLabel(db, id, [relabelled.image.file.id], one);
  setExcluded(db, id, [excluded.image.file.id], true);
  expect([renamed, gone, relabelled, excluded].map((picture) => sayAgain(db, id, picture, two))).toEqual(['taken', 'gone', 'relabelled', 'gone']);
  expect(consistencyReport(db, id)).toMatchObject({ consistency: { images: 1, agreed: 0 }, differing: [{ file: expect.stringContaining('renamed.png'), given: one, said: two }] });
  // Made what was said of it: told from the same drawing again it would agree with itself.
  setLabel(db, id, [datasetState(db, id).images.find(({ file }) => file.path.endsWith('renamed.png'))!.file.id], two);
  expect(sayAgain(db, id, renamed, two)).toBe('relabelled');
  expect(consistencyOf(db, id)).toMatchObject({ images: 1, agreed: 0 });
  takeBackAgain(db, id, renamed.sha256);
  expect(consistencyOf(db, id)).toBeNull();
});

test('of one content in two classes that label counts which was drawn', async () => {
  const { db, id, folder, one, two, images } = await drawing();
  const of = (label: number) => images.find((image) => image.label === label)!;
  copyFileSync(join(folder, of(0).path), join(folder, dirname(of(1).path), 'copy.png'));
  await datasetForTraining(db, id);
  const picture = picturesAgain(db, id, 8).pictures.find(({ sha256 }) => sha256 === of(0).sha256)!;
  const label = picture.image.label!;
  setLabel(db, id, [picture.image.file.id], 'neither');
  expect([one, two]).toContain(label);
  expect(sayAgain(db, id, picture, label)).toBe('relabelled');
  const [again] = picturesAgain(db, id, 8).pictures.filter(({ sha256 }) => sha256 === of(0).sha256);
  expect(sayAgain(db, id, again!, again!.image.label)).toBe('taken');
  expect(consistencyOf(db, id)).toMatchObject({ images: 1, agreed: 1 });
});
