import { stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../errors.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { inTransaction, type Database } from '../../store/database.ts';
import { datasetByRoot, getDataset, updateDataset, type DatasetRow } from '../../store/datasets.ts';
import { listPresentImages, touchImages, type FileStamp } from '../../store/images.ts';
import { realFolder } from './add-dataset.ts';
import { forEachLimited } from '../files/for-each-limited.ts';
import { findDataset } from '../known/find-dataset.ts';
import { isCameraPath } from '../files/image-location.ts';
import { fileProblem, stampOf } from '../files/walk-folder.ts';

/**
 * Tells a data set that its folder lies at `folder` now. Every picture of the last scan must be there with the same
 * content; further files come in with the next scan.
 * @throws StudioError `not-found`, `already-exists` (the folder is another data set), `bad-data-set` (contents differ)
 */
export async function relinkDataset(db: Database, idOrFolder: string, folder: string): Promise<DatasetRow> {
  const dataset = findDataset(db, idOrFolder);
  const root = await realFolder(folder);
  const other = datasetByRoot(db, root);
  if (other && other.id !== dataset.id) {
    throw new StudioError('already-exists', `The folder ${root} is the data set "${other.id}" already`, {
      hint: `Remove that one first: graft datasets remove ${other.id}`,
    });
  }
  const wanted = listPresentImages(db, dataset.id).filter((image) => image.problem === null && !isCameraPath(image.path));
  const times: { id: number; modifiedMs: number; stamp: FileStamp | null }[] = [];
  const differing: string[] = [];
  await forEachLimited(wanted, 8, async (image) => {
    const file = path.join(root, image.path);
    try {
      // Before the content: what is written meanwhile must look new to the next scan.
      const stats = await stat(file);
      if ((await sha256OfFile(file)) !== image.sha256) differing.push(`${image.path}: its content is another`);
      else times.push({ id: image.id, modifiedMs: stats.mtimeMs, stamp: stampOf(stats) });
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      differing.push(`${image.path}: ${missing ? 'it is not there' : fileProblem(error, image.path)}`);
    }
  });
  if (differing.length > 0) {
    const examples = differing.toSorted().slice(0, 3).join('; ');
    throw new StudioError(
      'bad-data-set',
      `${differing.length} of ${wanted.length} images are not the same in ${root} (${examples})`,
      {
        field: 'folder',
        hint: `Where the content has changed, add it as a data set of its own: graft datasets add ${folder}`,
      },
    );
  }
  inTransaction(db, () => {
    updateDataset(db, getDataset(db, dataset.id).id, { root });
    touchImages(db, times);
  });
  return getDataset(db, dataset.id);
}
