import { inTransaction, type Database } from '../store/database.ts';
import { currentVersion, datasetByRoot, updateDataset } from '../store/datasets.ts';
import { listPresentImages } from '../store/images.ts';
import { askedShares, realFolder, storeScan, type AddOptions } from './add-dataset.ts';
import { datasetState } from './dataset-state.ts';
import { ensureVersion } from './ensure-version.ts';
import { findDataset, needFolder } from './find-dataset.ts';
import { counted } from './health.ts';
import { placeImages } from './placed-image.ts';
import { needTwoClasses, planVersion } from './plan-version.ts';
import { scanDataset } from './scan-dataset.ts';
import type { Scan } from './scan.ts';

export interface OpenedDataset {
  id: string;
  /** What is not as the last scan found it, in one line; null where nothing changed. */
  message: string | null;
}

type OpenOptions = Pick<AddOptions, 'name' | 'onProgress' | 'signal'>;

/**
 * Opens a folder in the window: as `addDataset`, but pictures need no class folders, for they can be given classes here. A new
 * folder must hold at least one usable picture. The first version is made as soon as two classes have pictures.
 * @throws StudioError `not-found`, `bad-data-set`, `cancelled`
 */
export async function openDataset(db: Database, folder: string, options: OpenOptions = {}): Promise<OpenedDataset> {
  const root = await realFolder(folder);
  const scan = await scanDataset(db, root, options);
  const opened = inTransaction(db, () => {
    const known = datasetByRoot(db, root);
    if (!known) needPicture(root, scan);
    const before = known ? contents(db, known.id) : new Map<string, string | null>();
    const { dataset } = storeScan(db, { root, name: options.name, shares: askedShares(known, {}), scan });
    return { id: dataset.id, message: known ? difference(before, contents(db, dataset.id)) : null };
  });
  if (!currentVersion(db, opened.id) && datasetState(db, opened.id).plan().classes.length > 1) ensureVersion(db, opened.id);
  return opened;
}

/** Scans the folder of a data set again. @throws StudioError `not-found` (also with a hint to relink), `cancelled` */
export async function rescanDataset(db: Database, datasetId: string, options: OpenOptions = {}): Promise<OpenedDataset> {
  const dataset = findDataset(db, datasetId);
  needFolder(dataset);
  return openDataset(db, dataset.root, options);
}

/** Remembers when a window showed a data set, to the minute. */
export function markOpened(db: Database, datasetId: string): void {
  const { openedAtMs } = findDataset(db, datasetId);
  const now = Date.now();
  if (openedAtMs === null || now - openedAtMs > 60_000) updateDataset(db, datasetId, { openedAtMs: now });
}

function needPicture(root: string, scan: Scan): void {
  if (scan.files.some((file) => file.problem === null)) return;
  const placed = placeImages(scan.files, []);
  needTwoClasses(root, placed, planVersion(placed, askedShares(undefined, {}), new Map()), scan.ignored);
}

const contents = (db: Database, datasetId: string): Map<string, string | null> =>
  new Map(listPresentImages(db, datasetId).map(({ path, sha256 }) => [path, sha256]));

/** "3 pictures added, 1 changed, 2 gone". */
function difference(before: ReadonlyMap<string, string | null>, after: ReadonlyMap<string, string | null>): string | null {
  let [added, changed] = [0, 0];
  for (const [path, sha256] of after) {
    if (!before.has(path)) added += 1;
    else if (before.get(path) !== sha256) changed += 1;
  }
  const gone = before.size + added - after.size;
  const parts = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(gone > 0 ? [`${gone} gone`] : []),
  ];
  if (parts.length === 0) return null;
  return parts.join(', ').replace(/^(\d+)/, (count) => counted(Number(count), 'picture', 'pictures'));
}
