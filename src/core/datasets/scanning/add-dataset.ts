import { access, constants, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LayoutKind } from '../../../shared/layout.ts';
import { becauseOf } from '../../because-of.ts';
import { StudioError } from '../../errors.ts';
import { each } from '../../listed.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { groupingOf } from '../../store/groups.ts';
import { lastSides } from '../../store/dataset-versions.ts';
import { datasetByRoot, getDataset, insertDataset, updateDataset, type DatasetRow } from '../../store/datasets.ts';
import { presentFiles, saveFiles } from '../../store/images.ts';
import { appendChange, filesChanged, saidOfImages, nextRevision, replaceLabels, type ImageLabel } from '../../store/labels.ts';
import { whenFree } from '../../store/when-free.ts';
import { freeDatasetId } from '../known/dataset-id.ts';
import { needSameFolder, needScanned } from '../known/find-dataset.ts';
import { sharesOf, storedState, type PassingState, type StoredScanPlan } from '../version/dataset-state.ts';
import { storeVersion } from '../version/ensure-version.ts';
import { followContents } from '../known/follow-contents.ts';
import { isCameraPath } from '../files/image-location.ts';
import { importSteps } from '../labels/import-labels.ts';
import type { LabelTableFile, MatchReport } from '../labels/match-labels.ts';
import { placeImages } from '../known/placed-image.ts';
import { needTwoClasses } from '../version/plan-problem.ts';
import { planVersion } from '../version/plan-version.ts';
import { collectAfterFiles } from './collect-after-files.ts';
import { scanDataset, type DatasetScan } from './scan-dataset.ts';
import type { ScanOptions } from './scan.ts';
import type { SplitShares } from '../version/split.ts';
import { checkShares, defaultShares } from '../version/split-shares.ts';
import { fileFault, fileProblem } from '../files/walk-folder.ts';

export interface AddOptions extends Pick<ScanOptions, 'onProgress' | 'onUnsettled' | 'signal'> {
  name?: string;
  /** Parts of every class, 0..1; where nothing is said a known data set keeps its own, a new one takes .2 and 0. */
  val?: number;
  test?: number;
  splitSeed?: number;
  /** How its folders are read; where nothing is said a known data set keeps what was said before. */
  layout?: LayoutKind;
  /** The data set that is scanned again, where none is to be made: one that is removed meanwhile does not come back. */
  again?: DatasetRow;
  /** A table of labels, taken over in the same transaction. Where no layout is said, only such tables label from then on. */
  labels?: LabelTableFile;
}

export interface AddedDataset {
  id: string;
  /** Where a table of labels was given. */
  match?: MatchReport;
  /** What was stored, for whoever looks at it at once; null where it has to be read. */
  state: () => PassingState | null;
}

/**
 * Makes a folder of pictures a data set, or brings the data set of this folder up to date: the same real path is the same
 * data set, changed content (or another split asked for) makes a new version, and pictures that stay keep their side.
 * Nothing in the folder is changed.
 * @throws StudioError `not-found`, `bad-data-set` (nothing to train on: says what is there and what to do), `bad-usage`
 *   (shares; the table of labels, see `matchLabels`; field `layout` where the folders can be read in more than one way), `cancelled`; as `needScanned`; then nothing is stored.
 */
export async function addDataset(db: Database, folder: string, options: AddOptions = {}): Promise<AddedDataset> {
  const { files, stored, ...added } = await scanAndStore(db, folder, options);
  collectAfterFiles(files);
  return { ...added, state: () => stored && storedState(db, added.id, stored) };
}

async function scanAndStore(db: Database, folder: string, options: AddOptions): Promise<Omit<AddedDataset, 'state'> & { files: number; stored: StoredScanPlan | null }> {
  if (options.name?.trim() === '') {
    throw new StudioError('bad-usage', 'The name is empty', {
      values: { kind: 'name-empty' },
      field: 'name',
      hint: "Give one that you will know it by, or leave --name out to take the folder's.",
    });
  }
  const root = await realFolder(folder);
  if (options.again) needSameFolder(options.again, root);
  const asked = options.layout ?? (options.labels ? 'none' : undefined);
  const scan = await scanDataset(db, root, { ...options, layout: asked });
  const files = scan.found.length;
  collectAfterFiles(files);
  for (;;) {
    const known = datasetByRoot(db, root);
    const shares = askedShares(known, options);
    const { layout } = scan;
    const sidesBefore = known ? lastSides(db, known.id, shares) : new Map();
    const grouping = known ? groupingOf(db, known.id) : null;
    const labels = known ? saidAfter(db, known.id, scan).after : [];
    const before = placeImages(scan.found, labels, layout);
    const table =
      options.labels &&
      importSteps(before, new Map(labels.map((label) => [label.path, label])), options.labels, {
        roots: [root, path.resolve(folder)],
        plan: (after) => planVersion(after, shares, sidesBefore, grouping),
      });
    const said = (table?.steps ?? []).map(({ path: file, sha256, after }) => ({ path: file, sha256, ...after }));
    const placed = said.length > 0 ? placeImages(scan.found, [...labels, ...said], layout) : before;
    const plan = planVersion(placed, shares, sidesBefore, grouping);
    needTwoClasses(root, placed, plan, scan);
    const store = (): { id: string; revision: number } | null => {
      if (options.again) needScanned(db, options.again);
      // Planned outside the lock: another process may have added the folder, or labelled, meanwhile.
      if (datasetByRoot(db, root)?.revision !== known?.revision) return null;
      const { dataset, ids } = storeScan(db, { root, name: options.name, shares, scan });
      if (table && table.steps.length > 0) appendChange(db, dataset.id, { kind: 'import', source: options.labels!.source }, table.steps);
      storeVersion(db, dataset.id, plan, (position) => ids[position]!);
      scan.found.setIds(ids);
      return { id: dataset.id, revision: getDataset(db, dataset.id).revision };
    };
    const at = await whenFree(() => inTransaction(db, store));
    if (at === null) continue;
    if (table) return { id: at.id, files, match: table.report, stored: null };
    return { id: at.id, files, stored: { ...placed, found: scan.found, labels, plan, revision: at.revision } };
  }
}

/** The split asked for; where nothing is said a known data set keeps its own. @throws StudioError `bad-usage` */
export function askedShares(
  known: DatasetRow | undefined,
  options: Pick<AddOptions, 'val' | 'test' | 'splitSeed'>,
): SplitShares {
  const before = known ? sharesOf(known) : defaultShares;
  return checkShares({
    val: options.val ?? before.val,
    test: options.test ?? before.test,
    seed: options.splitSeed ?? before.seed,
  });
}

export interface StoredScan {
  root: string;
  name: string | undefined;
  shares: SplitShares;
  scan: Pick<DatasetScan, 'found' | 'ignored' | 'bareFolders' | 'layout' | 'before' | 'dataset'>;
}

/** Makes what a scan found the content of the data set of this folder, which is made where there is none; call it in a transaction. `ids`: the row of each file found. */
export function storeScan(
  db: Database,
  { root, name, shares, scan }: StoredScan,
): { dataset: DatasetRow; ids: Float64Array } {
  const { layout } = scan;
  const dataset = datasetByRoot(db, root) ?? newDataset(db, root, name);
  // Another process may have stored a scan meanwhile.
  const isAsScanned = scan.dataset?.createdAtMs === dataset.createdAtMs && scan.dataset.scanRevision === dataset.scanRevision;
  updateDataset(db, dataset.id, {
    removedAtMs: null,
    ignoredFiles: scan.ignored,
    valShare: shares.val,
    testShare: shares.test,
    splitSeed: shares.seed,
    layout,
    bareFolders: scan.bareFolders,
    ...(name === undefined ? {} : { name }),
  });
  const { val, test, seed } = sharesOf(dataset);
  if (val !== shares.val || test !== shares.test || seed !== shares.seed) nextRevision(db, dataset.id);
  // The same files are in other classes then.
  if (layout !== dataset.layout) filesChanged(db, dataset.id);
  const said = saidAfter(db, dataset.id, scan);
  // Pictures that the camera took during the scan stay.
  const ids = saveFiles(db, dataset.id, scan.found, { keep: isCameraPath, known: isAsScanned ? scan.before : undefined });
  replaceLabels(db, dataset.id, said);
  return { dataset, ids };
}

function newDataset(db: Database, root: string, name: string | undefined): DatasetRow {
  const label = name ?? (path.basename(root) || 'root');
  const id = freeDatasetId(db, label);
  insertDataset(db, { id, name: label, root });
  return getDataset(db, id);
}

/** The real path of a folder. @throws StudioError `not-found`, `bad-data-set` where it is a file or may not be read */
export async function realFolder(folder: string): Promise<string> {
  try {
    const root = await realpath(folder);
    if ((await stat(root)).isDirectory()) {
      await access(root, constants.R_OK | constants.X_OK);
      return root;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new StudioError('not-found', `There is no folder ${folder === '' ? '""' : path.resolve(folder)}`, {
        field: 'folder',
        values: { kind: 'no-folder', folder },
        hint: 'Check the path, and whether its disk is connected.',
        cause: error,
      });
    }
    throw new StudioError('bad-data-set', `The folder ${folder} cannot be read: ${fileProblem(error, folder)}`, {
      field: 'folder',
      values: becauseOf('folder-unreadable', fileFault(error, folder).values, { folder }),
      hint: 'Check its permissions.',
      cause: error,
    });
  }
  throw new StudioError('bad-data-set', `${folder} is a file, not a folder of pictures`, {
    field: 'folder',
    values: { kind: 'folder-is-file', folder },
    hint: 'Name the folder that holds one folder of pictures for each class.',
  });
}

/** What was said of its files, as it holds for a scan that is not stored yet. */
function saidAfter(db: Database, datasetId: string, { found: files, layout }: StoredScan['scan']): { before: ImageLabel[]; after: ImageLabel[] } {
  const before = saidOfImages(db, datasetId);
  const contentsBefore = () => new Set(each(presentFiles(db, datasetId, { withStamps: false }), ({ sha256 }) => sha256));
  return { before, after: followContents(before, { files, choice: layout, contentsBefore }) };
}
