import type { LeftOutFolder } from '../../../shared/contract/dataset-calls.ts';
import type { DatasetRow } from '../../store/datasets.ts';
import { howMany } from '../../how-many.ts';
import type { Layout } from './layout.ts';

/** Folders of a data set whose pictures are in no class, and links to folders that are read already; by name. */
export function leftOutFolders({ layout, dataset }: { layout: Layout; dataset: DatasetRow }): LeftOutFolder[] {
  const linked = dataset.linkedFolders.map(({ folder, target }) => ({ folder, reason: 'linked', count: 0, target }) as const);
  return [...layout.ignored, ...linked].toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** Why a folder is left out, as a sentence that its name begins. */
export function leftOutText(left: LeftOutFolder): string {
  const pictures = howMany(left.count, 'picture', 'pictures');
  switch (left.reason) {
    case 'no-class-folders':
      return `its ${pictures} ${left.count === 1 ? 'lies' : 'lie'} in no class folder`;
    case 'no-side':
      return `it lies beside the folders of training, validation and test and is none of them (${pictures})`;
    case 'linked':
      return `it is a link to ${left.target === '' ? 'the data set itself' : `"${left.target}"`}, where its pictures count`;
  }
}
