import path from 'node:path';
import type { LayoutReading } from '../../shared/contract/dataset-calls.ts';
import { layoutReadings } from '../../core/datasets/known/layout-question.ts';
import { walkFolder } from '../../core/datasets/files/walk-folder.ts';
import { StudioError } from '../../core/errors.ts';
import { sha256OfFile } from '../../core/files/hash-file.ts';
import { hasReadExtension } from '../../core/images/picture-kinds.ts';
import type { Desk } from './desk.ts';

const shownClasses = 6;
const shownFolders = 3;
/** The first and the last: where a reading mixes things, they differ. */
const shownOf = (pictures: readonly string[]): string[] => [...new Set([pictures[0]!, pictures.at(-1)!])];

/** The ways in which the folders below `root` (a real path) can be read, by the names of the pictures there, with a picture or two of each class. */
export async function picturedReadings(desk: Desk, root: string, signal?: AbortSignal): Promise<LayoutReading[]> {
  const { files } = await walkFolder(root, signal);
  const readings = layoutReadings(files.filter(hasReadExtension).toSorted());
  const shown = readings.map((reading) => ({ ...reading, classes: reading.classes.slice(0, shownClasses) }));
  const wanted = new Set(shown.flatMap(({ classes }) => classes.flatMap(({ pictures }) => shownOf(pictures))));
  const urls = await thumbnails(desk, root, [...wanted], signal);
  return shown.map(({ layout, classes, sides, outside }, i) => ({
    layout,
    classCount: readings[i]!.classes.length,
    classes: classes.map(({ name, pictures }) => ({
      name,
      count: pictures.length,
      folders: [...new Set(pictures.map((file) => path.posix.dirname(file)))].toSorted().slice(0, shownFolders),
      pictures: shownOf(pictures).flatMap((file) => urls.get(file) ?? []),
    })),
    sides,
    outside,
  }));
}

/** URLs of small pictures by their files; one that cannot be shown is left out: the scan will say why. */
async function thumbnails(desk: Desk, root: string, files: readonly string[], signal?: AbortSignal): Promise<Map<string, string>> {
  const made = await Promise.all(
    files.map(async (relative): Promise<{ relative: string; bytes: Uint8Array } | null> => {
      const file = path.join(root, relative);
      try {
        return { relative, bytes: await desk.thumbnails.get({ file, sha256: await sha256OfFile(file) }, 160, signal) };
      } catch (error) {
        if (error instanceof StudioError && error.code !== 'cancelled') return null;
        if (!(error instanceof StudioError) && (error as NodeJS.ErrnoException).code !== undefined) return null;
        throw error;
      }
    }),
  );
  const shown = made.filter((one) => one !== null);
  const token = desk.samples.add(shown.map(({ bytes }) => bytes));
  return new Map(shown.map(({ relative }, i) => [relative, `/samples/${token}/${i}`]));
}
