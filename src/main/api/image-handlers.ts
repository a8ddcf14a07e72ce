import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { duplicateGroups } from '../../core/datasets/views/duplicate-groups.ts';
import { imageDetails } from '../../core/datasets/views/image-details.ts';
import { imageIndex } from '../../core/datasets/views/image-index.ts';
import { os } from './implement.ts';

export const imageHandlers = {
  index: os.images.index.handler(({ context: { studio }, input: { dataset, filter } }) =>
    imageIndex(studio.db, needDataset(studio.db, dataset).id, filter),
  ),

  details: os.images.details.handler(({ context: { studio }, input: { dataset, images } }) =>
    imageDetails(studio.db, needDataset(studio.db, dataset).id, images),
  ),

  duplicates: os.images.duplicates.handler(({ context: { studio }, input: { dataset } }) =>
    duplicateGroups(studio.db, needDataset(studio.db, dataset).id),
  ),
};
