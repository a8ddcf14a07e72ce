import { access, constants, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../errors.ts';
import { inTransaction, type Database } from '../store/database.ts';
import { insertVersion, lastSides } from '../store/dataset-versions.ts';
import {
  currentVersion,
  datasetByRoot,
  getDataset,
  insertDataset,
  updateDataset,
  type DatasetRow,
} from '../store/datasets.ts';
import { presentImages, saveScan } from '../store/images.ts';
import { freeDatasetId } from './dataset-id.ts';
import { planVersion, type PlannedVersion } from './plan-version.ts';
import { scanFolder, type Scan, type ScanOptions } from './scan.ts';
import { showDataset, type DatasetReport } from './show-dataset.ts';
import { checkShares, defaultShares } from './split-shares.ts';
import { fileProblem } from './walk-folder.ts';

export interface AddOptions extends Pick<ScanOptions, 'onProgress' | 'signal'> {
  name?: string;
  /** Parts of every class, 0..1; where nothing is said a known data set keeps its own, a new one takes .2 and 0. */
  val?: number;
  test?: number;
  splitSeed?: number;
}

/**
 * Makes a folder of images a data set, or brings the data set of this folder up to date: the same real path is the same
 * data set, changed content (or another split asked for) makes a new version, and pictures that stay keep their side.
 * Nothing in the folder is changed.
 * @throws StudioError `not-found`, `bad-data-set` (nothing to train on: says what is there and what to do), `bad-usage`
 *   (shares), `cancelled`; then nothing is stored.
 */
export async function addDataset(db: Database, folder: string, options: AddOptions = {}): Promise<DatasetReport> {
  if (options.name?.trim() === '') {
    throw new StudioError('bad-usage', 'The name is empty', {
      field: 'name',
      hint: 'Give one that you will know it by, or leave --name out to take the folder\'s.',
    });
  }
  const root = await realFolder(folder);
  const known = datasetByRoot(db, root);
  const version = known && currentVersion(db, known.id);
  const before = version ? { val: version.valShare, test: version.testShare, seed: version.splitSeed } : defaultShares;
  const shares = checkShares({
    val: options.val ?? before.val,
    test: options.test ?? before.test,
    seed: options.splitSeed ?? before.seed,
  });
  const resplit = shares.val !== before.val || shares.test !== before.test || shares.seed !== before.seed;

  const scan = await scanFolder(root, {
    ...options,
    known: known ? presentImages(db, known.id) : new Map(),
  });
  const plan = planVersion(root, scan, shares, known && !resplit ? lastSides(db, known.id) : new Map());
  const id = inTransaction(db, () => store(db, { root, name: options.name, scan, plan }));
  return showDataset(db, id);
}

function store(db: Database, { root, name, scan, plan }: Stored): string {
  // Looked up again under the lock: another process may have added the same folder during the scan.
  const dataset = datasetByRoot(db, root) ?? newDataset(db, root, name);
  updateDataset(db, dataset.id, {
    removedAtMs: null,
    ignoredFiles: scan.ignored,
    notes: plan.notes,
    ...(name === undefined ? {} : { name }),
  });
  const ids = saveScan(db, dataset.id, scan.files);
  if (currentVersion(db, dataset.id)?.fingerprint !== plan.fingerprint) {
    const { val, test, seed } = plan.shares;
    const members = plan.members.map(({ path: file, label, split }) => ({ imageId: ids.get(file)!, label, split }));
    const row = { datasetId: dataset.id, fingerprint: plan.fingerprint, valShare: val, testShare: test, splitSeed: seed };
    insertVersion(db, row, plan.classes, members);
  }
  return dataset.id;
}

interface Stored {
  root: string;
  name: string | undefined;
  scan: Scan;
  plan: PlannedVersion;
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
        hint: 'Check the path, and whether its disk is connected.',
        cause: error,
      });
    }
    throw new StudioError('bad-data-set', `The folder ${folder} cannot be read: ${fileProblem(error, folder)}`, {
      field: 'folder',
      hint: 'Check its permissions.',
      cause: error,
    });
  }
  throw new StudioError('bad-data-set', `${folder} is a file, not a folder of images`, {
    field: 'folder',
    hint: 'Name the folder that holds one folder of images for each class.',
  });
}
