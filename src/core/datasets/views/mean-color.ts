import { createHash } from 'node:crypto';
import { StudioError } from '../../errors.ts';
import { decodeHost } from '../../images/decode-host.ts';
import type { Color } from '../../images/mean-color.ts';

/** More would take longer than they change the mean. */
const mostPictures = 200;

/** By the contents it is the mean of. */
const known = new Map<string, Promise<[number, number, number]>>();

/**
 * The mean colour of a data set's training pictures, RGB 0..255 in whole levels: of 200 of them where there are more, always the same
 * ones. Those that cannot be read are left out; black where none can.
 */
export function meanColor(images: readonly { readonly file: string; readonly sha256: string; readonly split: string }[]): Promise<[number, number, number]> {
  const training = images.filter(({ split }) => split === 'train');
  // By content and not by place, so that the order of files does not matter.
  const chosen = training.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1)).slice(0, mostPictures);
  const key = createHash('sha256').update(chosen.map(({ sha256 }) => sha256).join()).digest('hex');
  const before = known.get(key);
  if (before) return before;
  const mean = meanOf(chosen.map(({ file }) => file));
  known.set(key, mean);
  mean.catch(() => known.delete(key));
  return mean;
}

async function meanOf(files: readonly string[]): Promise<[number, number, number]> {
  const colors = await Promise.all(
    files.map((file) =>
      decodeHost()
        .run({ kind: 'mean-color', file }, { urgent: true })
        .catch((error: unknown): Color | null => {
          if (error instanceof StudioError && error.code === 'bad-image') return null;
          throw error;
        }),
    ),
  );
  const read = colors.filter((color) => color !== null);
  const mean = (channel: 0 | 1 | 2) => Math.round(read.reduce((sum, color) => sum + color[channel], 0) / Math.max(1, read.length));
  return [mean(0), mean(1), mean(2)];
}
