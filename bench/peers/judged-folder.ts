import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { datasetForTraining } from '../../src/core/datasets/scanning/dataset-for-training.ts';
import { openDataset } from '../../src/core/datasets/scanning/open-dataset.ts';
import { openStudio } from '../../src/core/open-studio.ts';
import { seededRandom } from '../../src/core/training/seeded-random.ts';

export interface JudgedFolder {
  readonly folder: string;
  /** Pictures on each side. */
  readonly counts: Readonly<Record<'train' | 'val' | 'test', number>>;
}

/**
 * The pictures of a folder under `train/`, `val/` and `test/` of `target`, for programs that are to be compared. The test side is what this program would
 * validate by (groups stay together); a fifth of the rest, class by class, is there to choose epochs by, since what chose a model must not judge it.
 * See-through pictures are laid on white for all, as this program sees them: Pillow's `convert('RGB')` shows whatever colour lies under what is not there.
 */
export async function judgedFolder(source: string, target: string): Promise<JudgedFolder> {
  const studio = openStudio({ dataDir: `${target}-data` });
  const counts = { train: 0, val: 0, test: 0 };
  try {
    const { id } = await openDataset(studio.db, source, {});
    const { images, classes } = await datasetForTraining(studio.db, id, { rescan: false });
    const random = seededRandom(5);
    for (const [label, name] of classes.entries()) {
      const own = images.filter((image) => image.label === label);
      const learned = own.filter(({ split }) => split === 'train').map((image) => ({ image, at: random() })).toSorted((a, b) => a.at - b.at);
      const choosing = Math.round(learned.length / 5);
      const sides = { test: own.filter(({ split }) => split !== 'train'), val: learned.slice(0, choosing).map(({ image }) => image), train: learned.slice(choosing).map(({ image }) => image) };
      for (const side of ['train', 'val', 'test'] as const) {
        for (const { file, path } of sides[side]) {
          const to = join(target, side, name, path.replaceAll('/', '-'));
          await mkdir(dirname(to), { recursive: true });
          await ((await sharp(file).metadata()).hasAlpha ? sharp(file).flatten({ background: 'white' }).toFile(to) : copyFile(file, to));
          counts[side]++;
        }
      }
    }
  } finally {
    studio.close();
  }
  return { folder: target, counts };
}
