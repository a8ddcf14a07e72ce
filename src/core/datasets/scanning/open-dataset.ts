import type { LayoutKind } from '../../../shared/layout.ts';
import type { DatasetNews } from '../../../shared/contract/events.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { currentVersion, datasetByRoot, updateDataset } from '../../store/datasets.ts';
import { mayPass } from '../../store/sqlite-errors.ts';
import { whenFree } from '../../store/when-free.ts';
import { askedShares, realFolder, storeScan, type AddOptions } from './add-dataset.ts';
import { datasetState } from '../version/dataset-state.ts';
import { ensureVersion } from '../version/ensure-version.ts';
import { needDataset, needFolder, needSameFolder, needScanned } from '../known/find-dataset.ts';
import { placeImages } from '../known/placed-image.ts';
import { needTwoClasses } from '../version/plan-problem.ts';
import { planVersion } from '../version/plan-version.ts';
import { scanChanges } from './scan-changes.ts';
import { scanDataset } from './scan-dataset.ts';
import type { Scan } from './scan.ts';

export interface OpenedDataset {
  id: string;
  /** What is not as the last scan found it; null where nothing is. */
  news: DatasetNews | null;
}

type OpenOptions = Pick<AddOptions, 'again' | 'name' | 'layout' | 'onProgress' | 'onUnsettled' | 'signal'>;

/**
 * Opens a folder in the window: as `addDataset`, but pictures need no class folders, for they can be given classes here. A new
 * folder must hold at least one usable picture. The first version is made as soon as two classes have pictures.
 * @throws StudioError `not-found`, `bad-data-set`, `bad-usage` (field `layout`, see `needClearLayout`), `cancelled`; as `needScanned`
 */
export async function openDataset(db: Database, folder: string, options: OpenOptions = {}): Promise<OpenedDataset> {
  const root = await realFolder(folder);
  if (options.again) needSameFolder(options.again, root);
  const scan = await scanDataset(db, root, options);
  const store = (): OpenedDataset => {
    if (options.again) needScanned(db, options.again);
    const known = datasetByRoot(db, root);
    const { layout } = scan;
    if (!known) needPicture(root, scan, layout);
    const { dataset } = storeScan(db, { root, name: options.name, shares: askedShares(known, {}), scan });
    const changes = known ? scanChanges(scan.before, scan.found, layout) : [];
    const news: DatasetNews | null = changes.length > 0 ? { kind: 'changes', changes } : null;
    return { id: dataset.id, news };
  };
  const opened = await whenFree(() => inTransaction(db, store));
  if (!currentVersion(db, opened.id) && datasetState(db, opened.id).plan().classes.length > 1) await whenFree(() => ensureVersion(db, opened.id));
  return opened;
}

/** Scans the folder of a data set again. @throws StudioError `not-found` (also with a hint to relink), `cancelled` */
export async function rescanDataset(db: Database, datasetId: string, options: Omit<OpenOptions, 'again'> = {}): Promise<OpenedDataset> {
  const dataset = needDataset(db, datasetId);
  needFolder(dataset);
  return openDataset(db, dataset.root, { ...options, again: dataset });
}

/** Remembers when a window showed a data set, to the minute. */
export function markOpened(db: Database, datasetId: string): void {
  const { openedAtMs } = needDataset(db, datasetId);
  const now = Date.now();
  if (openedAtMs !== null && now - openedAtMs <= 60_000) return;
  try {
    updateDataset(db, datasetId, { openedAtMs: now });
  } catch (error) {
    // Only the order of the projects follows from it: looking at one must not fail for that.
    if (!mayPass(error)) throw error;
  }
}

function needPicture(root: string, scan: Scan, layout: LayoutKind | null): void {
  for (const { problem } of scan.found) if (problem === null) return;
  const placed = placeImages(scan.found, [], layout);
  needTwoClasses(root, placed, planVersion(placed, askedShares(undefined, {}), new Map()), scan);
}
