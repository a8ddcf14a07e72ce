import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { forEachLimited } from '../../datasets/files/for-each-limited.ts';
import { togetherOf, type TogetherKeys } from '../../evaluation/accuracy-interval.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { isInside } from '../../files/is-inside.ts';
import type { Database } from '../../store/database.ts';
import { allDatasets } from '../../store/datasets.ts';
import { groupingOf } from '../../store/groups.ts';
import { intervalDraws } from '../../training/seeded-random.ts';
import { groupsKnownToRuns } from './groups-known-to-runs.ts';

const hashedAtOnce = 4;

/**
 * Which of files that nobody labelled go together: by the groups that were said of the data set they lie in, else by those that a run knew of equal contents.
 * Null where nobody said anything of any of them. Reads them only where somebody may have.
 */
export async function filesTogether(db: Database, files: readonly string[], run: number): Promise<TogetherKeys | null> {
  const grouped = allDatasets(db).flatMap(({ id, root }) => {
    const keys = groupingOf(db, id)?.keys;
    return keys ? [{ id, root, keys }] : [];
  });
  const known = groupsKnownToRuns(db, [run]);
  const placeOf = places();
  const datasets = await Promise.all(files.map(async (file) => {
    const place = await placeOf(file);
    // Of data sets inside one another the inner one says more.
    return grouped.filter(({ root }) => isInside(root, place)).toSorted((a, b) => b.root.length - a.root.length)[0] ?? null;
  }));
  if (known === null && datasets.every((one) => one === null)) return null;
  const pictures = files.map((file) => ({ sha256: file, group: null as string | null }));
  await forEachLimited([...files.keys()], hashedAtOnce, async (at) => {
    const sha256 = await sha256OfFile(files[at]!).catch(() => null);
    if (sha256 === null) return;
    const own = datasets[at];
    const said = own?.keys.get(sha256);
    const group = said ? `${own!.id}: ${said}` : said === null ? null : (known?.get(sha256) ?? null);
    pictures[at] = { sha256, group };
  });
  return togetherOf(pictures, intervalDraws);
}

/** The real path of a file that may be reached by a link on its way; each folder is asked for once. */
function places(): (file: string) => Promise<string> {
  const folders = new Map<string, Promise<string>>();
  return async (file) => {
    const folder = dirname(file);
    if (!folders.has(folder)) folders.set(folder, realpath(folder).catch(() => folder));
    return join(await folders.get(folder)!, file.slice(folder.length));
  };
}
