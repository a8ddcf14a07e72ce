import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../../../test/temp-folder.ts';
import { sampleFolder } from '../../datasets/files/sample-folder.ts';
import { lookAtPictures } from '../../datasets/scanning/look-at-pictures.ts';
import { openDataset } from '../../datasets/scanning/open-dataset.ts';
import type { AlikePairs } from '../../datasets/version/found-groups.ts';
import { allSuggestions } from '../../datasets/views/group-suggestions.ts';
import { endDecodeHost } from '../../images/decode-host.ts';
import { openStudio } from '../../open-studio.ts';
import { clearFeatureCaches } from '../../training/cache-budget.ts';
import { alikePictures } from './alike-pictures.ts';

test('a mirrored and a cropped copy, which hashes miss, are found by features and go with the copies of their picture; nothing else is', { timeout: 120_000 }, async () => {
  const folder = path.join(tempFolder(), 'leaves');
  for (const kind of ['birch', 'oak']) {
    mkdirSync(path.join(folder, kind), { recursive: true });
    for (const name of readdirSync(path.join(sampleFolder, kind)).toSorted().slice(0, 8)) await sharp(path.join(sampleFolder, kind, name)).jpeg({ quality: 95 }).toFile(path.join(folder, kind, name));
  }
  const picture = (name: string) => sharp(path.join(folder, name));
  await picture('birch/birch-01.jpg').flop().toFile(path.join(folder, 'birch/x.jpg'));
  await picture('birch/birch-01.jpg').resize(200).toFile(path.join(folder, 'birch/y.jpg'));
  const { width, height } = await picture('oak/oak-02.jpg').metadata();
  await picture('oak/oak-02.jpg').extract({ left: 20, top: 10, width: width - 40, height: height - 20 }).toFile(path.join(folder, 'oak/z.jpg'));

  // Of one grey each: the network finds them alike, and nothing says that they are the same picture.
  for (const level of [120, 160]) await sharp({ create: { width: 64, height: 64, channels: 3, background: { r: level, g: level, b: level } } }).png().toFile(path.join(folder, `oak/grey-${level}.png`));

  const studio = openStudio({ dataDir: tempFolder() });
  onTestFinished(async () => {
    studio.close();
    await endDecodeHost();
  });
  const { id } = await openDataset(studio.db, folder, {});
  await lookAtPictures(studio.db, id);
  const near = (alike?: AlikePairs) => {
    const files = allSuggestions(studio.db, id, { alike }).find(({ source }) => source === 'near')?.images ?? [];
    return [...Map.groupBy(files, ({ group }) => group).values()].map((own) => own.map(({ file }) => path.basename(file)).toSorted());
  };
  expect(near()).toEqual([['birch-01.jpg', 'y.jpg']]);
  const { pairs, unread } = await alikePictures(studio, id);
  expect(unread).toBe(0);
  expect(near(pairs)).toEqual([['birch-01.jpg', 'x.jpg', 'y.jpg'], ['oak-02.jpg', 'z.jpg']]);
  // A file that got another name since it was scanned is told, and the others are compared all the same.
  clearFeatureCaches(studio.folder.featureCache);
  renameSync(path.join(folder, 'oak/z.jpg'), path.join(folder, 'oak/renamed.jpg'));
  const later = await alikePictures(studio, id);
  expect([later.unread, near(later.pairs)]).toEqual([1, [['birch-01.jpg', 'x.jpg', 'y.jpg']]]);
});
