import { needDataset } from '../../core/datasets/known/find-dataset.ts';
import { lookTold } from '../../core/datasets/scanning/told-looks.ts';
import { nearDuplicates } from '../../core/datasets/views/near-duplicates.ts';
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

  nearDuplicates: os.images.nearDuplicates.handler(async ({ context: { studio, events }, input: { dataset, known }, signal }) => {
    const { id } = needDataset(studio.db, dataset);
    if (!known) await lookTold(studio.db, events, id, signal);
    return nearDuplicates(studio.db, id);
  }),
};
