import type { LeftOutFolder } from '../../../shared/contract/dataset-calls.ts';
import type { DatasetRow } from '../../store/datasets.ts';
import type { Layout } from './layout.ts';

/** Folders of a data set whose pictures are in no class, and links to folders that are read already; by name. */
export function leftOutFolders({ layout, dataset }: { layout: Layout; dataset: DatasetRow }): LeftOutFolder[] {
  const linked = dataset.linkedFolders.map(({ folder, target }) => ({ folder, reason: 'linked', count: 0, target }) as const);
  return [...layout.ignored, ...linked].toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}
