import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { graft } from '../../../test/graft.ts';
import { writePictures } from '../../../test/picture-folder.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { versionForTraining } from '../../core/datasets/scanning/dataset-for-training.ts';
import { addDataset } from '../../core/datasets/scanning/add-dataset.ts';
import { applyGroups, appliedGroups } from '../../core/datasets/version/apply-groups.ts';
import { datasetState } from '../../core/datasets/version/dataset-state.ts';
import { realTimes, timelessPictures } from '../../core/datasets/version/found-groups.ts';
import { partOfPictures } from '../../core/datasets/version/part-of-pictures.ts';
import { allSuggestions, suggestGroups } from '../../core/datasets/views/group-suggestions.ts';
import { lookAtPictures } from '../../core/datasets/scanning/look-at-pictures.ts';
import { endDecodeHost } from '../../core/images/decode-host.ts';
import { openStudio } from '../../core/open-studio.ts';
import { currentVersion } from '../../core/store/datasets.ts';

/** Six leaves of each class, four views of each. */
const views = ['dock', 'nettle'].flatMap((name) => Array.from({ length: 24 }, (_, at) => `${name}/leaf${10 + Math.floor(at / 4)}${name[0]}_${at % 4}.png`));
const sidesOf = (images: { group: string; split: string }[]) => [...Map.groupBy(images, ({ group }) => group).values()].map((own) => new Set(own.map(({ split }) => split)).size);

test('groups are suggested and change nothing; applied they straddle no split, are in a new version, and are taken back', { timeout: 120_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'leaves');
  await writePictures(folder, views);
  const run = async (...args: string[]) => (await graft(['datasets', ...args, '--json'], { home })).lines()[0];
  const suggested = await run('groups', folder);
  expect(Object.keys(suggested)).toEqual(['source', 'count', 'largest', 'straddling', 'images']);
  expect(suggested).toMatchObject({ source: 'name', count: 12, largest: 4 });
  expect(suggested.straddling).toBeGreaterThan(5);
  const applied = await run('groups', folder, '--by', 'name');
  expect(applied).toMatchObject({ source: 'name', count: 12, largest: 4, straddling: 0 });
  expect(new Set(sidesOf(applied.images))).toEqual(new Set([1]));
  const shown = await run('show', folder);
  expect(shown).toMatchObject({ version: 2, hasChanges: false, groups: { source: 'name', count: 12, largest: 4, straddling: 0 }, split: { train: 40, val: 8, test: 0 } });
  expect((await graft(['datasets', 'groups', folder, '--by', 'moon'], { home })).code).toBe(2);

  const { db, close } = openStudio({ dataDir: home });
  const current = currentVersion(db, shown.id)!;
  // What was trained on before is as it was; the fold of the new version keeps every leaf whole.
  expect(versionForTraining(db, current.id - 1).images.every(({ group }) => group === null)).toBe(true);
  const { images } = versionForTraining(db, current.id);
  for (const index of [0, 1, 2]) expect(new Set(sidesOf(partOfPictures(images, { fold: { index, of: 3 }, trainShare: 1, seed: 0 }).map(({ group, split }) => ({ group: group!, split }))))).toEqual(new Set([1]));
  // Groups that were a slip leave no trace: the right ones again give the split that they gave, and none the one from before.
  const sidesNow = () => [...datasetState(db, shown.id).sides()];
  const grouped = sidesNow();
  const keys = new Map(images.map(({ sha256, group }) => [sha256, group]));
  applyGroups(db, shown.id, { source: 'csv', keys: new Map([...keys.keys()].map((sha256) => [sha256, 'all'])) });
  expect(appliedGroups(db, datasetState(db, shown.id))).toMatchObject({ sides: { train: 48, val: 0, test: 0 }, unjudged: ['dock', 'nettle'] });
  applyGroups(db, shown.id, { source: 'name', keys });
  expect(sidesNow()).toEqual(grouped);
  const { moved } = applyGroups(db, shown.id, null);
  expect(moved).toBeGreaterThan(0);
  expect([appliedGroups(db, datasetState(db, shown.id)).source, currentVersion(db, shown.id)!.number]).toEqual([null, 5]);
  const first = new Map(versionForTraining(db, current.id - 1).images.map(({ id, split }) => [id, split]));
  expect(sidesNow()).toEqual(sidesNow().map(([id]) => [id, first.get(id)]));
  // Said again, the same groups move nothing.
  applyGroups(db, shown.id, { source: 'name', keys });
  expect(applyGroups(db, shown.id, { source: 'name', keys }).moved).toBe(0);
  close();
});

test('a table, folders below the class, bursts and near duplicates', { timeout: 120_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), 'scans');
  const files = ['ill', 'well'].flatMap((name) => ['north', 'south'].flatMap((place) => Array.from({ length: 5 }, (_, at) => `${name}/${place}/${name}${at}.png`)));
  await writePictures(folder, files);
  const jpeg = (file: string, time: string) =>
    sharp(path.join(folder, file)).resize(160, 120).withExif({ IFD2: { DateTimeOriginal: `2026:11:26 ${time}` } }).jpeg().toFile(path.join(folder, file.replace('.png', '.jpg')));
  for (const [at, second] of ['01', '02', '03', '40'].entries()) await jpeg(files[at]!, `10:00:${second}`);
  // A clock that nobody set, or a day alone: no burst.
  for (const file of files.slice(4, 10)) await jpeg(file, '00:00:00');
  const table = path.join(folder, '..', 'patients.csv');
  // A patient of both classes: one group.
  writeFileSync(table, ['file,age,patient_id', ...files.map((file, at) => `${file},${at},p${at % 5}`)].join('\n'));
  const { db, close } = openStudio({ dataDir: home });
  const { id } = await addDataset(db, folder, { layout: 'classes' });
  await lookAtPictures(db, id);
  const found = Object.fromEntries(allSuggestions(db, id).map(({ source, count, largest }) => [source, [count, largest]]));
  // north and south, whatever the class.
  expect(found).toMatchObject({ folder: [2, 15], exif: [1, 3] });
  expect(timelessPictures(db, datasetState(db, id))).toBe(6);
  expect(suggestGroups(db, datasetState(db, id), 'near').count).toBeGreaterThanOrEqual(0);
  close();
  await endDecodeHost();
  const answer = await graft(['datasets', 'groups', folder, '--by', `csv=${table}`, '--json'], { home });
  const applied = answer.lines()[0];
  expect(answer.stderr).toContain('10 pictures have no group in the table');
  expect(applied).toMatchObject({ source: 'csv', count: 5, largest: 4, straddling: 0 });
  expect(applied.images).toHaveLength(20);
  expect((await graft(['datasets', 'show', folder, '--json'], { home })).lines()[0].split.val).toBeGreaterThan(0);
  expect((await graft(['datasets', 'groups', folder, '--by', 'exif', '--json'], { home })).stderr).toContain("the camera's clock says nothing of 6 pictures");
});

test('a time that more pictures share than a camera takes in a second is that of a clock that stood still', () => {
  const noon = 12 * 3_600_000;
  const many = (count: number) => [noon + 5000, null, ...Array<number>(count).fill(noon)];
  expect(realTimes(many(30))).toEqual(many(30));
  expect(realTimes(many(31))).toEqual([noon + 5000, null, ...Array<null>(31).fill(null)]);
  expect(realTimes([0, 86_400_000, 86_400_001])).toEqual([null, null, 86_400_001]);
});
