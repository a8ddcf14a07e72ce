import type { AddedDataset, AddOptions } from '../../core/datasets/scanning/add-dataset.ts';
import type { TrainingDataset } from '../../core/datasets/scanning/dataset-for-training.ts';
import type { LayoutKind } from '../../shared/layout.ts';
import type { Database } from '../../core/store/database.ts';
import type { DatasetRow } from '../../core/store/datasets.ts';
import type { Context } from '../terminal/context.ts';
import { printable } from '../terminal/printable.ts';
import { counted } from '../terminal/units.ts';

type Scan = <T>(work: (options: Pick<AddOptions, 'onProgress' | 'signal'>) => Promise<T>) => Promise<T>;

/** Runs a scan with its progress on the screen and Ctrl-C ending it. */
const scanning =
  (context: Context): Scan =>
  async (work) => {
    const progress = context.progress('Reading pictures', 'files');
    try {
      return await context.stoppable((signal) =>
        work({ signal, onProgress: ({ done, total }) => progress.update(done, total) }),
      );
    } finally {
      progress.clear();
    }
  };

export const datasetAdder =
  (context: Context) =>
  async (db: Database, folder: string, options: AddOptions = {}): Promise<AddedDataset> => {
    const { addDataset } = await import('../../core/datasets/scanning/add-dataset.ts');
    return scanning(context)((scan) => addDataset(db, folder, { ...options, ...scan }));
  };

/** The data set meant by an id, name or, unless told otherwise, its folder. @throws StudioError `not-found`, `bad-usage` */
export async function knownDataset(db: Database, text: string, where: { folders?: boolean } = {}): Promise<DatasetRow> {
  const { datasetMeant } = await import('../../core/references/dataset-meant.ts');
  const { findDataset } = await import('../../core/datasets/known/find-dataset.ts');
  const meant = datasetMeant(db, text, where);
  return 'known' in meant ? meant.known : findDataset(db, meant.folder);
}

/** Id of the data set meant by an id, name or folder, as last scanned; adding a folder that is none yet is said. */
export async function folderOrKnown(context: Context, db: Database, text: string): Promise<string> {
  const { datasetMeant } = await import('../../core/references/dataset-meant.ts');
  const meant = datasetMeant(db, text);
  if ('known' in meant) return meant.known.id;
  const { id, state } = await datasetAdder(context)(db, meant.folder);
  const { datasetReport } = await import('../../core/datasets/views/dataset-report.ts');
  const { passingState } = await import('../../core/datasets/version/dataset-state.ts');
  const { images, classes } = datasetReport(db, id, state() ?? passingState(db, id)).trained;
  sayAdded(context, id, images, classes.length);
  return id;
}

/** {@link datasetOpener} for work that needs the data set: where that fails, a folder that was none before is none afterwards. */
export async function withOpened<T>(context: Context, db: Database, text: string, work: (id: string) => Promise<T>): Promise<T> {
  const { datasetMeant } = await import('../../core/references/dataset-meant.ts');
  const isNew = 'folder' in datasetMeant(db, text);
  const id = await datasetOpener(context)(db, text);
  try {
    return await work(id);
  } catch (error) {
    if (isNew) {
      const { removeDataset } = await import('../../core/datasets/known/remove-dataset.ts');
      removeDataset(db, id);
      context.remark(`The folder is no data set again: "${printable(id)}" was taken off the list.`);
    }
    throw error;
  }
}

/** Id of the data set meant by an id, name or folder; an unknown folder is opened even without classes, which is said. */
const datasetOpener =
  (context: Context) =>
  async (db: Database, text: string): Promise<string> => {
    const { datasetMeant } = await import('../../core/references/dataset-meant.ts');
    const meant = datasetMeant(db, text);
    if ('known' in meant) return meant.known.id;
    const { openDataset } = await import('../../core/datasets/scanning/open-dataset.ts');
    const { datasetView } = await import('../../core/datasets/views/dataset-view.ts');
    const { id } = await scanning(context)((scan) => openDataset(db, meant.folder, scan));
    const { images, classes } = datasetView(db, id);
    sayAdded(context, id, images, classes.length);
    return id;
  };

/**
 * The data set meant by an id, name or folder for training, scanned now; adding a new folder is said.
 * @param meanwhile what will be needed afterwards, for the time in which processes that read pictures start; what fails there is tried again by whoever needs it
 */
export async function datasetToTrainOn(context: Context, db: Database, text: string, layout?: LayoutKind, meanwhile?: () => Promise<unknown>): Promise<TrainingDataset> {
  const { datasetForTraining } = await import('../../core/datasets/scanning/dataset-for-training.ts');
  const { datasetMeant } = await import('../../core/references/dataset-meant.ts');
  const meant = datasetMeant(db, text);
  const idOrFolder = 'known' in meant ? meant.known.id : meant.folder;
  if (meanwhile) (await import('../../core/images/decode-host.ts')).decodeHost().whileStarting(() => void meanwhile().catch(() => undefined));
  const found = await scanning(context)((scan) => datasetForTraining(db, idOrFolder, { ...scan, ...(layout && { layout }) }));
  if ('folder' in meant) sayAdded(context, found.dataset.id, found.images.length, found.classes.length);
  return found;
}

function sayAdded(context: Context, id: string, images: number, classes: number): void {
  const content = `${counted(images, 'picture')} in ${counted(classes, 'class', 'classes')}`;
  context.remark(`Added the folder as data set "${printable(id)}": ${content}.`);
}
